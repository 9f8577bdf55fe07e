// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"
#include "tests/core/formats/safetensors_bytes.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <functional>

using namespace pareto;
using test::entry;
using test::safetensors;

namespace {

const std::string kData16(16, '\1');
int g_rows = 0;

void row(const std::string& name, const std::string& bytes, const std::string& sentence) {
  QTest::newRow(name.c_str()) << QByteArray::fromStdString(bytes) << QString::fromStdString(sentence);
  ++g_rows;
}

/// A header of one tensor "w" given by its fields, over 16 bytes of data.
std::string one(const std::string& fields) { return safetensors("{\"w\":{" + fields + "}}", kData16); }
std::string with_shape(const std::string& shape) {
  return one("\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":[0,16]");
}
std::string with_dtype(const std::string& dtype) {
  return one("\"dtype\":" + dtype + ",\"shape\":[4],\"data_offsets\":[0,16]");
}
std::string with_offsets(const std::string& offsets) {
  return one("\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":" + offsets);
}
std::string with_metadata(const std::string& metadata) {
  return safetensors("{\"__metadata__\":" + metadata + "," + entry("w", "F32", "[4]", 0, 16) + "}", kData16);
}

void length_rows() {
  for (int size = 0; size < 8; ++size)
    row("file of " + std::to_string(size) + " bytes", std::string(static_cast<size_t>(size), '\0'),
        "is " + std::to_string(size) + " bytes long; a safetensors file has at least 8.");
  const std::string good = "{" + entry("w", "F32", "[4]", 0, 16) + "}";
  row("header of no bytes", test::length_bytes(0), "does not begin with '{'");
  row("header of no bytes before data", test::length_bytes(0) + kData16, "does not begin with '{'");
  row("header of one byte missing", test::length_bytes(1), "claims 1 bytes but only 0 follow; the file is truncated.");
  row("header longer by one than the file", test::length_bytes(good.size() + 17) + good + kData16,
      "the file is truncated.");
  row("header cut by one", test::length_bytes(good.size() - 1) + good + kData16, "cannot be read");
  row("header that takes a byte of the data", test::length_bytes(good.size() + 1) + good + kData16, "not valid JSON");
  row("header at the cap, file short", test::length_bytes(100'000'000) + good, "claims 100000000 bytes but only");
  row("header beyond the cap", test::length_bytes(100'000'001) + good,
      "claims 100000001 bytes; at most 100000000 are allowed.");
  row("header of 2^32", test::length_bytes(uint64_t{1} << 32) + good, "claims 4294967296 bytes; at most");
  row("header of 2^63", test::length_bytes(uint64_t{1} << 63) + good, "claims 9223372036854775808 bytes; at most");
  row("header whose end wraps around", test::length_bytes(UINT64_MAX - 7) + good, "at most 100000000");
  row("header of 2^64 - 1", test::length_bytes(UINT64_MAX) + good, "claims 18446744073709551615 bytes; at most");
  std::string swapped = test::length_bytes(good.size());
  std::reverse(swapped.begin(), swapped.end());
  row("big-endian length", swapped + good + kData16, "at most 100000000");
}

void json_rows() {
  const std::string inside = entry("w", "F32", "[4]", 0, 16), object = "{" + inside + "}";
  const std::vector<std::pair<std::string, std::string>> starts{{"space", " " + object},
                                                                {"newline", "\n" + object},
                                                                {"list", "[" + object + "]"},
                                                                {"text", "\"{}\""},
                                                                {"null", "null"},
                                                                {"number", "12"},
                                                                {"byte order mark", "\xef\xbb\xbf" + object},
                                                                {"zero byte", std::string(1, '\0') + object}};
  for (const auto& [name, text] : starts)
    row("header begins with a " + name, safetensors(text, kData16), "does not begin with '{'");
  const std::vector<std::pair<std::string, std::string>> broken{
      {"unclosed", "{" + inside},
      {"trailing comma", "{" + inside + ",}"},
      {"leading comma", "{," + inside + "}"},
      {"comment", "{/* */" + inside + "}"},
      {"single quotes", "{'w':1}"},
      {"bare key", "{w:1}"},
      {"colon missing", "{\"w\" 1}"},
      {"value missing", "{\"w\":}"},
      {"text behind", object + "x"},
      {"zero byte behind", object + std::string(1, '\0')},
      {"zero byte and anything behind", object + std::string("\0PK", 3)},
      {"second object", object + "{}"},
      {"closing twice", object + "}"},
      {"NaN", "{\"w\":NaN}"},
      {"Infinity", "{\"w\":Infinity}"},
      {"leading zero", "{\"w\":{\"shape\":[04]}}"},
      {"plus sign", "{\"w\":+1}"},
      {"hexadecimal", "{\"w\":0x10}"},
      {"number too large", "{\"w\":1e400}"},
      {"lone minus", "{\"w\":-}"},
      {"bare word", "{\"w\":True}"},
      {"bad escape", "{\"\\x41\":1}"},
      {"control character in a name", "{\"a\nb\":1}"},
      {"half of a surrogate pair", "{\"\\ud800\":1}"},
      {"continuation byte alone", "{\"\x80\":1}"},
      {"overlong slash", "{\"\xc0\xaf\":1}"},
      {"cut sequence", "{\"\xe2\x82\":1}"},
      {"encoded surrogate", "{\"\xed\xa0\x80\":1}"},
      {"beyond Unicode", "{\"\xf5\x80\x80\x80\":1}"},
      {"byte ff", "{\"\xff\":1}"},
      {"UTF-16", std::string("{\0\"\0", 4)}};
  for (const auto& [name, text] : broken)
    row("JSON: " + name, safetensors(text, kData16), "not valid JSON at byte ");
  row("depth 5 in a shape", with_shape("[[[[4]]]]"), "nested deeper than 4 levels");
  row("depth 5 in the metadata", with_metadata("{\"a\":{\"b\":{\"c\":{}}}}"), "nested deeper than 4 levels");
  row("depth 100000", safetensors("{\"w\":" + std::string(100'000, '[')), "nested deeper than 4 levels");
}

void duplicate_rows() {
  const std::string w = entry("w", "F32", "[4]", 0, 16);
  row("tensor twice", safetensors("{" + w + "," + w + "}", kData16), "key \"w\" appears twice in one object");
  row("tensor twice, written differently",
      safetensors("{" + w + "," + entry("\\u0077", "F32", "[4]", 0, 16) + "}", kData16), "key \"w\" appears twice");
  row("dtype twice", one("\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]"),
      "key \"dtype\" appears twice");
  row("shape twice", one("\"dtype\":\"F32\",\"shape\":[4],\"shape\":[4],\"data_offsets\":[0,16]"),
      "key \"shape\" appears twice");
  row("offsets twice", one("\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16],\"data_offsets\":[0,16]"),
      "key \"data_offsets\" appears twice");
  row("metadata twice", safetensors("{\"__metadata__\":{},\"__metadata__\":{}," + w + "}", kData16),
      "key \"__metadata__\" appears twice");
  row("metadata key twice", with_metadata("{\"a\":\"1\",\"a\":\"2\"}"), "key \"a\" appears twice");
}

void metadata_rows() {
  for (const char* value : {"1", "\"text\"", "[]", "[\"a\"]", "true"})
    row(std::string("metadata is ") + value, with_metadata(value), "__metadata__ is not an object of texts.");
  for (const char* value : {"null", "1", "1.5", "true", "[]", "{}"})
    row(std::string("metadata value is ") + value,
        with_metadata(std::string("{\"good\":\"x\",\"format\":") + value + "}"),
        "__metadata__ entry \"format\" is not a text.");
}

void entry_rows() {
  for (const char* value : {"null", "1", "\"F32\"", "[]", "true", "[0,16]"})
    row(std::string("tensor is ") + value, safetensors(std::string("{\"w\":") + value + "}", kData16),
        "tensor \"w\" is not described by an object.");
  row("no fields", one(""), "tensor \"w\" has no dtype.");
  row("dtype missing", one("\"shape\":[4],\"data_offsets\":[0,16]"), "tensor \"w\" has no dtype.");
  row("shape missing", one("\"dtype\":\"F32\",\"data_offsets\":[0,16]"), "tensor \"w\" has no shape.");
  row("offsets missing", one("\"dtype\":\"F32\",\"shape\":[4]"),
      "tensor \"w\" has no data_offsets of two whole numbers.");
  row("field too many", one("\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16],\"strides\":[1]"),
      "has an unknown field \"strides\".");
  row("field in other case", one("\"DType\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]"),
      "has an unknown field \"DType\".");
  row("empty name", safetensors("{" + entry("", "F32", "[4]", 0, 16) + "}", kData16),
      "has a name of 0 bytes (1 to 1024 are allowed).");
  row("name of 1025 bytes", safetensors("{" + entry(std::string(1025, 'n'), "F32", "[4]", 0, 16) + "}", kData16),
      "has a name of 1025 bytes");
  row("name of 1 MB", safetensors("{" + entry(std::string(1 << 20, 'n'), "F32", "[4]", 0, 16) + "}", kData16),
      "has a name of 1048576 bytes");
  std::string euros; // cut anywhere, a message must stay UTF-8
  for (int i = 0; i < 400; ++i)
    euros += "\xe2\x82\xac";
  row("name of 400 euro signs", safetensors("{" + entry(euros, "F32", "[4]", 0, 16) + "}", kData16),
      "has a name of 1200 bytes");
  row("name with a line break", safetensors("{" + entry("a\\nb", "F32", "[3]", 0, 16) + "}", kData16),
      "needs 12 bytes");
  row("name cut inside a character", safetensors("{" + entry("a" + euros, "F32", "[4]", 0, 16) + "}", kData16),
      "has a name of 1201 bytes");
  row("key of 400 euro signs twice", safetensors("{\"" + euros + "\":1,\"" + euros + "\":1}", kData16),
      "appears twice");
  for (const char* dtype : {"null", "1", "[\"F32\"]", "{}", "true"})
    row(std::string("dtype is ") + dtype, with_dtype(dtype), "tensor \"w\" has no dtype.");
  for (const char* dtype : {"", "f32", "F32 ", "F-4", "int8", "F32\u00b5", "bf16", "float32", "F 32", "F32!",
                            "torch.float32", "Bool", "THIS_IS_NO_TYPE_OF_ANY_FILE_FORMAT"})
    row(std::string("dtype \"") + dtype + "\"", with_dtype(std::string("\"") + dtype + "\""),
        std::string("has the unknown dtype \"") + dtype + "\".");
}

void shape_rows() {
  for (const char* shape : {"null", "4", "\"[4]\"", "{}", "true"})
    row(std::string("shape is ") + shape, with_shape(shape), "tensor \"w\" has no shape.");
  for (const char* shape : {"[-4]", "[4.0]", "[4.5]", "[\"4\"]", "[null]", "[true]", "[[4]]", "[{}]", "[2,-2]", "[1e1]",
                            "[-9223372036854775808]", "[18446744073709551616]"})
    row(std::string("shape ") + shape, with_shape(shape), "has a shape that is not made of whole numbers from 0.");
  row("rank 9", with_shape("[1,1,1,1,1,1,1,1,4]"), "has rank 9 (at most 8 are read).");
  std::string thousand = "[1";
  for (int axis = 1; axis < 1000; ++axis)
    thousand += ",1";
  row("rank 1000", with_shape(thousand + "]"), "has rank 1000 (at most 8 are read).");
  for (const char* shape :
       {"[9223372036854775808]", "[18446744073709551615]", "[4294967296,4294967296]", "[9223372036854775807,2]",
        "[4611686018427387904]", "[4611686018427387904,4]", "[65536,65536,65536,65536]", "[3,6148914691236517206]",
        "[0,9223372036854775808]", "[4294967296,4294967296,0]"})
    row(std::string("shape ") + shape, with_shape(shape), "has a shape whose size overflows.");
  row("shape just below an overflow", with_shape("[4611686018427387903]"),
      "needs 18446744073709551612 bytes by shape and dtype");
  row("scalar over 16 bytes", with_shape("[]"), "needs 4 bytes by shape and dtype but its offsets span 16.");
  row("empty shape extent over 16 bytes", with_shape("[0]"),
      "needs 0 bytes by shape and dtype but its offsets span 16.");
  row("one row too few", with_shape("[3]"), "needs 12 bytes by shape and dtype but its offsets span 16.");
  row("one row too many", with_shape("[5]"), "needs 20 bytes by shape and dtype but its offsets span 16.");
}

void offset_rows() {
  const std::string none = "has no data_offsets of two whole numbers.";
  for (const char* offsets :
       {"null", "16", "\"0,16\"", "{}", "[]", "[0]", "[0,16,32]", "[-1,15]", "[0,-16]", "[0.0,16]", "[0,16.0]",
        "[\"0\",16]", "[null,16]", "[0,true]", "[[0],16]", "[0,18446744073709551616]"})
    row(std::string("offsets ") + offsets, with_offsets(offsets), none);
  row("offsets reversed", with_offsets("[16,0]"), "ends before it begins.");
  row("offsets reversed by one", with_offsets("[1,0]"), "ends before it begins.");
  row("end beyond by one", with_offsets("[0,17]"), "ends at byte 17 of the data, after its end at 16.");
  row("range beyond by one", with_offsets("[1,17]"), "ends at byte 17 of the data, after its end at 16.");
  row("range far beyond", with_offsets("[1000000,1000016]"), "ends at byte 1000016 of the data");
  row("end at 2^63", with_offsets("[0,9223372036854775808]"), "ends at byte 9223372036854775808 of the data");
  row("end at 2^64 - 1", with_offsets("[0,18446744073709551615]"), "ends at byte 18446744073709551615 of the data");
  row("range at the top", with_offsets("[18446744073709551599,18446744073709551615]"),
      "ends at byte 18446744073709551615");
  for (const auto& [dtype, size] : test::dtypes())
    for (const int off : {-1, 1}) {
      const auto span = static_cast<uint64_t>(3 * size + off);
      row(dtype + (off < 0 ? " one byte short" : " one byte long"),
          safetensors("{" + entry("w", dtype, "[3]", 0, span) + "}", std::string(span, 'x')),
          "needs " + std::to_string(3 * size) + " bytes by shape and dtype but its offsets span " +
              std::to_string(span) + ".");
    }
}

void layout_rows() {
  const auto two = [](uint64_t begin, uint64_t end, size_t data) {
    return safetensors("{" + entry("a", "U8", "[8]", 0, 8) + "," +
                           entry("b", "U8", "[" + std::to_string(end - begin) + "]", begin, end) + "}",
                       std::string(data, 'x'));
  };
  row("hole of one at the beginning", safetensors("{" + entry("a", "U8", "[8]", 1, 9) + "}", std::string(9, 'x')),
      "tensor \"a\" leaves a hole of 1 bytes before it.");
  row("hole of one", two(9, 17, 17), "tensor \"b\" leaves a hole of 1 bytes before it.");
  row("hole of many", two(80, 88, 88), "leaves a hole of 72 bytes before it.");
  row("overlap of one", two(7, 15, 15), "tensor \"b\" overlaps the tensor before it.");
  row("same range", two(0, 8, 8), "overlaps the tensor before it.");
  row("inside another", two(2, 6, 8), "tensor \"b\" overlaps the tensor before it.");
  row("empty tensor inside another", two(4, 4, 8), "tensor \"b\" overlaps the tensor before it.");
  row("empty tensor beyond the end", two(9, 9, 8), "ends at byte 9 of the data, after its end at 8.");
  row("one byte behind", two(8, 16, 17),
      "the tensors end at byte 16 of the data but the file has 17; it is truncated or has extra bytes.");
  row("one byte missing", two(8, 16, 15), "ends at byte 16 of the data, after its end at 15.");
  row("no tensor, one byte", safetensors("{}", "x"), "the tensors end at byte 0 of the data but the file has 1;");
  row("metadata only, one byte", safetensors("{\"__metadata__\":{}}", "x"),
      "the tensors end at byte 0 of the data but the file has 1;");
  row("an archive behind the data", two(8, 16, 16) + "PK\5\6",
      "the tensors end at byte 16 of the data but the file has 20;");
}

} // namespace

/// Files that break one rule of the format each, with the sentence that says so.
class SafetensorsBadTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void R1_219_bad_files_are_refused_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("sentence");
    for (const auto& rows :
         {length_rows, json_rows, duplicate_rows, metadata_rows, entry_rows, shape_rows, offset_rows, layout_rows})
      rows();
    QVERIFY2(g_rows >= 219, qPrintable(QString::number(g_rows)));
  }

  void R1_219_bad_files_are_refused() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, sentence);
    QTemporaryDir folder;
    const std::string path = test::inside(folder, "bad.safetensors");
    QVERIFY(test::write_file(path, {bytes.constData(), static_cast<size_t>(bytes.size())}));
    const auto opened = SafetensorsFile::open(path);
    REQUIRE_REFUSED(opened, sentence.toStdString());
    QVERIFY(opened.error().code == ErrorCode::InvalidFile);
    QCOMPARE(opened.error().where, path);
    const std::string& said = opened.error().message;
    QVERIFY2(said.rfind(path, 0) == 0, "the sentence must begin with the file");
    QVERIFY2(said.size() < path.size() + 400, "the sentence is no page");
    QVERIFY2(QString::fromStdString(said).toStdString() == said, "the sentence must be UTF-8");
    QVERIFY2(std::none_of(said.begin(), said.end(), [](unsigned char c) { return c < 32; }),
             "the sentence must be one line");
  }

  void too_many_tensors() {
    std::string header = "{";
    for (int i = 0; i < 100'001; ++i)
      header += (i ? "," : "") + entry(std::to_string(i), "U8", "[0]", 0, 0);
    QTemporaryDir folder;
    const std::string path = test::inside(folder, "many.safetensors");
    QVERIFY(test::write_file(path, safetensors(header + "}")));
    REQUIRE_REFUSED(SafetensorsFile::open(path), "names 100001 tensors; at most 100000 are read.");
    QVERIFY(test::write_file(path, safetensors(header + ",\"__metadata__\":{}}")));
    REQUIRE_REFUSED(SafetensorsFile::open(path), "names 100001 tensors; at most 100000 are read.");
  }

  /// Exactly at the cap the header is read: 100 MB of zeros that take no space on the disk.
  void header_at_the_cap() {
    QTemporaryDir folder;
    const std::string path = test::inside(folder, "large.safetensors");
    QVERIFY(test::write_file(path, test::length_bytes(100'000'000)));
    QVERIFY(QFile::resize(QString::fromStdString(path), 100'000'008));
    REQUIRE_REFUSED(SafetensorsFile::open(path), "does not begin with '{'");
    QVERIFY(QFile::resize(QString::fromStdString(path), 100'000'007));
    REQUIRE_REFUSED(SafetensorsFile::open(path), "claims 100000000 bytes but only 99999999 follow");
  }

  void not_a_file() {
    QTemporaryDir folder;
    REQUIRE_REFUSED(SafetensorsFile::open(test::inside(folder, "absent.safetensors")), "No such file or directory");
    REQUIRE_REFUSED(SafetensorsFile::open(folder.path().toStdString()), "is not a regular file");
  }
};

PARETO_TEST(SafetensorsBadTest)
#include "tst_safetensors_bad.moc"
