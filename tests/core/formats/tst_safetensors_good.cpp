// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"
#include "tests/core/formats/safetensors_bytes.h"
#include "tests/support/allocations.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <QElapsedTimer>

#include <cmath>
#include <cstring>
#include <tuple>

using namespace pareto;
using test::entry;
using test::safetensors;

namespace {

/// Bytes that repeat with no power of two.
std::string pattern(size_t size) {
  std::string bytes;
  for (size_t i = 0; i < size; ++i)
    bytes += static_cast<char>(i * 7 % 251);
  return bytes;
}

std::string bytes_of(const TensorView& view) {
  return {reinterpret_cast<const char*>(view.data.data()), view.data.size()};
}

template <class T>
std::string raw(std::initializer_list<T> values) {
  std::string bytes;
  for (T value : values)
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  return bytes;
}

} // namespace

class SafetensorsGoodTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void R2_105_good_files_are_read_exactly_data() {
    QTest::addColumn<QString>("dtype");
    QTest::addColumn<int>("size");
    QTest::addColumn<QString>("shape");
    QTest::addColumn<int>("elements");
    const std::vector<std::pair<const char*, int>> shapes{
        {"[]", 1}, {"[0]", 0}, {"[1]", 1}, {"[7]", 7}, {"[3,5]", 15}, {"[2,0,4]", 0}, {"[1,2,1,3,1,1,2,1]", 12}};
    for (const auto& [dtype, size] : test::dtypes())
      for (const auto& [shape, elements] : shapes)
        QTest::addRow("%s %s", dtype.c_str(), shape) << QString::fromStdString(dtype) << size << shape << elements;
  }

  /// Every dtype and rank, between two neighbours, at an odd place in the file: the same bytes come back.
  void R2_105_good_files_are_read_exactly() {
    QFETCH(QString, dtype);
    QFETCH(int, size);
    QFETCH(QString, shape);
    QFETCH(int, elements);
    const auto bytes = static_cast<uint64_t>(size * elements);
    const std::string data = pattern(static_cast<size_t>(bytes) + 8), type = dtype.toStdString();
    QTemporaryDir folder;
    const std::string path = test::inside(folder, "good.safetensors");
    // listed in another order than stored, trailing spaces, data not aligned
    const std::string header = "{" + entry("z", "U8", "[5]", bytes + 3, bytes + 8) + ", " +
                               entry("layers.0.w", type, shape.toStdString(), 3, bytes + 3) +
                               ",\"__metadata__\":{\"format\":\"pt\",\"\\u20ac\":\"\"}," +
                               entry("a", "I8", "[3]", 0, 3) + "}   ";
    QVERIFY(test::write_file(path, safetensors(header, data)));
    const auto file = SafetensorsFile::open(path);
    REQUIRE(file);
    QCOMPARE(file->tensors().size(), size_t{3});
    QCOMPARE(file->metadata().size(), size_t{2});
    QCOMPARE(file->metadata().at("format"), std::string("pt"));
    const TensorView& view = file->tensors().at("layers.0.w");
    QCOMPARE(view.type_name(), type);
    QCOMPARE(view.element_bytes(), int64_t{size});
    QCOMPARE(view.elements(), int64_t{elements});
    QString shown = "[";
    for (size_t i = 0; i < view.shape.size(); ++i)
      shown += (i ? "," : "") + QString::number(view.shape[i]);
    QCOMPARE(shown + "]", shape);
    QCOMPARE(bytes_of(view), data.substr(3, bytes));
    QCOMPARE(bytes_of(file->tensors().at("a")), data.substr(0, 3));
    QCOMPARE(bytes_of(file->tensors().at("z")), data.substr(bytes + 3));
  }

  void no_tensor() {
    QTemporaryDir folder;
    const std::string path = test::inside(folder, "empty.safetensors");
    for (const char* header : {"{}", "{}      ", "{\"__metadata__\":{}}", "{\n\t}\r\n"}) {
      QVERIFY(test::write_file(path, safetensors(header)));
      const auto file = SafetensorsFile::open(path);
      REQUIRE(file);
      QVERIFY(file->tensors().empty());
    }
  }

  void limits_themselves_are_allowed() {
    QTemporaryDir folder;
    const std::string path = test::inside(folder, "limits.safetensors"), name(1024, 'n');
    QVERIFY(test::write_file(path, safetensors("{" + entry(name, "U8", "[1,1,1,1,1,1,1,2]", 0, 2) + "}", "ab")));
    const auto file = SafetensorsFile::open(path);
    REQUIRE(file);
    QCOMPARE(file->tensors().at(name).shape.size(), size_t{8});
  }

  /// A guard against checks that are quadratic: a header of 100,000 tensors opens.
  void R23_a_header_of_100000_tensors_is_linear_work() {
    std::vector<long> allocations;
    for (const uint64_t count : {50'000, 100'000}) {
      std::string header = "{\"__metadata__\":{}";
      for (uint64_t i = 0; i < count; ++i)
        header += "," + entry("model.layers." + std::to_string(i) + ".weight", "U8", "[2,1]", 2 * i, 2 * i + 2);
      const std::string data = pattern(2 * count);
      QTemporaryDir folder;
      const std::string path = test::inside(folder, "many.safetensors");
      QVERIFY(test::write_file(path, safetensors(header + "}", data)));
      const long before = test::allocations_made;
      QElapsedTimer clock;
      clock.start();
      const auto file = SafetensorsFile::open(path);
      allocations.push_back(test::allocations_made - before);
      qInfo("%llu tensors: %ld allocations, %lld ms", static_cast<unsigned long long>(count), allocations.back(),
            static_cast<long long>(clock.elapsed()));
      REQUIRE(file);
      QCOMPARE(file->tensors().size(), size_t{count});
      QCOMPARE(bytes_of(file->tensors().at("model.layers." + std::to_string(count - 1) + ".weight")),
               data.substr(2 * count - 2));
    }
    QVERIFY(allocations[1] <= 2.2 * static_cast<double>(allocations[0]));
  }

  void conversion() {
    const auto convert = [](Format dtype, const std::string& bytes, size_t count, int64_t begin) {
      TensorView view{dtype, {static_cast<int64_t>(count) + begin}, std::as_bytes(std::span(bytes))};
      std::vector<float> out(count);
      return convert_to_float(view, begin, out) ? out : std::vector<float>{};
    };
    QCOMPARE(convert(Format::F32, raw<float>({1, -2.5f, 3e38f}), 2, 1), (std::vector<float>{-2.5f, 3e38f}));
    QCOMPARE(convert(Format::F64, raw<double>({1, -2.5, 0.1}), 3, 0), (std::vector<float>{1, -2.5f, 0.1f}));
    QCOMPARE(convert(Format::F16, raw<uint16_t>({0x3c00, 0xc100, 0x7bff, 0x0001, 0x8000}), 5, 0),
             (std::vector<float>{1, -2.5f, 65504, 0x1p-24f, -0.0f}));
    QCOMPARE(convert(Format::BF16, raw<uint16_t>({0x3f80, 0xc020, 0x7f7f, 0x0001}), 4, 0),
             (std::vector<float>{1, -2.5f, 0x1.fep127f, 0x1p-133f}));
    const auto special = convert(Format::F16, raw<uint16_t>({0x7c00, 0xfc00, 0x7e00}), 3, 0);
    QVERIFY(std::isinf(special[0]) && special[0] > 0 && std::isinf(special[1]) && special[1] < 0 &&
            std::isnan(special[2]));
    for (const Format dtype : {Format::BOOL, Format::U8, Format::I8, Format::F8_E4M3, Format::F8_E5M2, Format::U16,
                               Format::I16, Format::U32, Format::I32, Format::U64, Format::I64}) {
      const TensorView view{dtype, {0}, {}};
      REQUIRE_REFUSED(convert_to_float(view, 0, {}),
                      std::string("Weights of dtype ") + to_string(dtype) + " cannot be used");
    }
  }

  /// Read where a map says so, and only within their bounds.
  void whole_numbers() {
    const std::string wide = raw<int64_t>({5, 0, 3, -1, int64_t{1} << 32}), narrow = raw<int32_t>({2, 4, -7});
    const auto convert = [](Format dtype, const std::string& bytes, int64_t begin, size_t count) {
      const TensorView view{dtype, {1}, std::as_bytes(std::span(bytes))};
      std::vector<float> out(count);
      const Status status = convert_whole_numbers(view, "ids", begin, 6, out);
      return status ? out : std::vector<float>{};
    };
    QCOMPARE(convert(Format::I64, wide, 0, 3), (std::vector<float>{5, 0, 3}));
    QCOMPARE(convert(Format::I32, narrow, 1, 1), std::vector<float>{4});
    for (const auto& [dtype, bytes, begin, says] :
         {std::tuple(Format::I64, wide, 3, "holds -1; its numbers must be from 0 to 5."),
          std::tuple(Format::I64, wide, 4, "holds 4294967296; "), std::tuple(Format::I32, narrow, 2, "holds -7; "),
          std::tuple(Format::F32, narrow, 0, "is stored as F32; it must be I64 or I32.")}) {
      const TensorView view{dtype, {1}, std::as_bytes(std::span(bytes))};
      std::vector<float> out(1);
      REQUIRE_REFUSED(convert_whole_numbers(view, "ids", begin, 6, out), says);
    }
  }

  /// What we write we read, and a file that cannot be written leaves nothing behind.
  void writing() {
    QTemporaryDir folder;
    const std::string path = test::inside(folder, "out.safetensors");
    const std::vector<float> a{1, 2, 3, 4, 5, 6}, none, one{7};
    REQUIRE(write_safetensors(path, {{"b", {2, 3}, a}, {"a", {0, 4}, none}, {"c", {}, one}}));
    const auto file = SafetensorsFile::open(path);
    REQUIRE(file);
    QCOMPARE(file->tensors().size(), size_t{3});
    QCOMPARE(bytes_of(file->tensors().at("b")), raw<float>({1, 2, 3, 4, 5, 6}));
    QVERIFY(file->tensors().at("b").shape == (std::vector<int64_t>{2, 3}));
    QVERIFY(file->tensors().at("c").shape.empty());
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{"out.safetensors"});
    REQUIRE_REFUSED(write_safetensors(test::inside(folder, "absent/out.safetensors"), {}), "cannot be written");
  }
};

PARETO_TEST(SafetensorsGoodTest)
#include "tst_safetensors_good.moc"
