// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/numeric/format_codec.h"
#include "core/numeric/half.h"
#include "core/numeric/panel.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>
#include <set>
#include <vector>

using namespace pareto;

namespace {

constexpr int kFormats = static_cast<int>(std::size(kBlockSizes));
Format at(int index) { return static_cast<Format>(index); }

/// As the makers of each file format state it, spelt a second time.
struct Stated {
  std::string name;
  int64_t elements, bytes;
  int gguf; ///< -1: in safetensors files only
};

/// Formats of which the goldens hold no blocks.
const std::vector<Stated> kWithoutGolden{
    {"Q8_1", 32, 36, 9},   {"Q8_K", 256, 292, 15}, {"I8", 1, 1, 24},      {"I16", 1, 2, 25},  {"I32", 1, 4, 26},
    {"I64", 1, 8, 27},     {"F64", 1, 8, 28},      {"Q1_0", 128, 18, 41}, {"BOOL", 1, 1, -1}, {"U8", 1, 1, -1},
    {"F8_E4M3", 1, 1, -1}, {"F8_E5M2", 1, 1, -1},  {"U16", 1, 2, -1},     {"U32", 1, 4, -1},  {"U64", 1, 8, -1}};

/// And those of which they do, by the list beside these.
std::vector<Stated> stated_formats() {
  std::vector<Stated> all = kWithoutGolden;
  for (const auto& type : nlohmann::json::parse(test::read_file(test::golden("gguf/quants/types.json"))))
    all.push_back({type["type"].get<std::string>(), type["block"].get<int64_t>(), type["bytes"].get<int64_t>(),
                   type["id"].get<int>()});
  return all;
}

std::vector<float> ramp(size_t count) {
  std::vector<float> values;
  for (size_t i = 0; i < count; ++i)
    values.push_back(static_cast<float>(std::sin(static_cast<double>(i) * 2.399963)) * 3);
  return values;
}

} // namespace

class FormatTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void rows_are_as_stated() {
    const std::vector<Stated> all = stated_formats();
    QCOMPARE(kFormats, static_cast<int>(all.size())); // one that is decoded needs a golden
    for (const Stated& stated : all) {
      const auto format = format_by_name(stated.name);
      QVERIFY2(format, stated.name.c_str());
      QCOMPARE(std::string(to_string(*format)), stated.name);
      QCOMPARE(block_elements(*format), stated.elements);
      QCOMPARE(block_bytes(*format), stated.bytes);
      QCOMPARE(gguf_type_of(*format), stated.gguf);
      QVERIFY(stated.gguf < 0 || format_of_gguf_type(static_cast<uint32_t>(stated.gguf)) == format);
      QCOMPARE(is_block(*format), stated.elements > 1);
    }
  }

  /// Whoever writes a decoder shows what it makes of blocks that somebody else wrote; float64 has none.
  void what_is_decoded_has_a_golden() {
    for (const Stated& stated : kWithoutGolden)
      QVERIFY2(stated.name == "F64" || !decodable(*format_by_name(stated.name)), stated.name.c_str());
  }

  void unknown_names_and_numbers_are_nothing() {
    for (const char* name : {"", "f32", "F8", "Q4_2", "F8_E8M0"})
      QVERIFY2(!format_by_name(name), name);
    for (uint32_t number : {4u, 5u, 31u, 33u, 36u, 38u, 42u, 0xffffffffu})
      QVERIFY(!format_of_gguf_type(number));
  }

  void names_and_numbers_are_unique() {
    std::set<std::string> names;
    std::set<int32_t> numbers;
    int numbered = 0;
    for (int i = 0; i < kFormats; ++i) {
      names.insert(to_string(at(i)));
      if (gguf_type_of(at(i)) >= 0) {
        numbers.insert(gguf_type_of(at(i)));
        ++numbered;
      }
    }
    QCOMPARE(static_cast<int>(names.size()), kFormats);
    QCOMPARE(static_cast<int>(numbers.size()), numbered);
  }

  void lower_names_are_those_of_precisions() {
    QCOMPARE(lower_name(Format::BF16), std::string("bf16"));
    QCOMPARE(lower_name(Format::Q4_K), std::string("q4_k"));
  }

  void bytes() {
    QCOMPARE(format_bytes(Format::F32, 7), int64_t{28});
    QCOMPARE(format_bytes(Format::Q4_K, 1024), int64_t{4 * 144});
    QCOMPARE(panel_bytes(Format::BF16, 5), int64_t{16 * 10});
    QCOMPARE(panel_bytes(Format::Q8_0, 64),
             int64_t{2 * (32 + 512)}); // per block 16 float16 scales, then 16 x 32 levels
    QCOMPARE(panel_bytes(Format::Q4_0, 32), int64_t{32 + 256});
    QCOMPARE(panel_bytes(Format::Q4_1, 32), int64_t{64 + 256});
  }

  void refusals_say_why() {
    const auto why = [](Format format) { return QString::fromStdString(decodable(format).error().message); };
    QCOMPARE(why(Format::I32), QString("Tensors of type I32 hold integers, not weights."));
    QVERIFY(why(Format::Q8_K).startsWith("The block type Q8_K is not supported as a weight"));
    for (Format format : {Format::F64, Format::BF16, Format::Q5_1, Format::Q6_K, Format::IQ4_XS, Format::IQ1_M,
                          Format::NVFP4, Format::TQ1_0})
      QVERIFY2(decodable(format), to_string(format));
  }

  void what_is_encoded_is_decodable() {
    int encodings = 0;
    for (int i = 0; i < kFormats; ++i)
      if (encodable(at(i))) {
        QVERIFY2(decodable(at(i)), to_string(at(i)));
        ++encodings;
      }
    QVERIFY(encodings >= 6);
  }

  /// A second round changes nothing more where the format has no scale to be rounded anew.
  void rounding() {
    const std::vector<float> values = ramp(5000); // more than one part, and no whole number of them
    for (Format format : {Format::F32, Format::F16, Format::BF16}) {
      std::vector<float> once = values;
      round_to(format, once);
      for (size_t i = 0; i < values.size(); ++i) {
        const float wanted = format == Format::F32   ? values[i]
                             : format == Format::F16 ? half_to_float(float_to_half(values[i]))
                                                     : bfloat16_to_float(float_to_bfloat16(values[i]));
        QCOMPARE(once[i], wanted);
      }
      std::vector<float> twice = once;
      round_to(format, twice);
      QVERIFY(once == twice);
    }
    std::vector<float> blocks = ramp(2048);
    round_to(Format::Q8_0, blocks);
    for (size_t i = 0; i < blocks.size(); ++i)
      QVERIFY(std::abs(blocks[i] - ramp(2048)[i]) < 3.0f / 127);
  }

  void bytes_need_not_be_aligned() {
    const std::vector<float> values = ramp(64);
    for (Format format : {Format::F32, Format::F16, Format::Q8_0, Format::Q4_1}) {
      std::vector<std::byte> bytes(static_cast<size_t>(format_bytes(format, 64)) + 1);
      const auto out = std::span(bytes).subspan(1);
      encode(format, values, out);
      std::vector<float> back(64), rounded = values;
      decode(format, out, back);
      round_to(format, rounded);
      QVERIFY2(back == rounded, to_string(format));
    }
  }

  /// Every float16 comes back as it was; NaN stays one.
  void halves() {
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
      const auto half = static_cast<uint16_t>(bits);
      const float value = half_to_float(half);
      if ((half & 0x7fff) > 0x7c00)
        QVERIFY(std::isnan(value) && (float_to_half(value) & 0x7fff) == 0x7e00);
      else
        QCOMPARE(float_to_half(value), half);
    }
    QCOMPARE(half_to_float(0x3555), 0.333251953125f);
    QCOMPARE(half_to_float(0x0001), 0x1p-24f);
    QVERIFY(std::isinf(half_to_float(0xfc00)) && half_to_float(0xfc00) < 0);
  }

  void floats_round_to_the_nearest_even_half() {
    const std::pair<float, uint16_t> cases[] = {{1.0f + 0x1p-11f, 0x3c00},
                                                {1.0f + 3 * 0x1p-11f, 0x3c02},
                                                {std::nextafter(1.0f + 0x1p-11f, 2.0f), 0x3c01},
                                                {65519.996f, 0x7bff},
                                                {65520.0f, 0x7c00},
                                                {0x1p-25f, 0x0000},
                                                {std::nextafter(0x1p-25f, 1.0f), 0x0001},
                                                {0x1.8p-24f, 0x0002},
                                                {-0.0f, 0x8000},
                                                {-1e30f, 0xfc00}};
    for (const auto& [value, half] : cases)
      QCOMPARE(float_to_half(value), half);
  }
};

PARETO_TEST(FormatTest)
#include "tst_number_format.moc"
