// SPDX-License-Identifier: GPL-3.0-or-later
// 8-bit and 4-bit weights: formats, rounding, kernels against the reference with the same blocks, counted bytes.
#include "core/exec/cpu/cpu_executor.h"
#include "core/exec/model_runner.h"
#include "core/exec/reference/reference_executor.h"
#include "core/formats/safetensors.h"
#include "core/graph/storage.h"
#include "core/numeric/format_codec.h"
#include "core/platform/cpu_info.h"
#include "tests/support/program.h"

#include <QTest>

#include <cmath>
#include <map>
#include <random>

using namespace pareto;

namespace {

const std::string kGguf = PARETO_GOLDEN_DIR "/gguf/models/";
const std::string kHf = PARETO_GOLDEN_DIR "/hf/";

std::vector<float> random_row(size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.02f, 0.5f);
  std::vector<float> row(count);
  for (float& x : row)
    x = normal(random);
  return row;
}

Result<std::vector<float>> logits_of(const OpenedModel& model, Executor& executor, Precision precision,
                                     const std::vector<int>& steps) {
  PARETO_TRY_ASSIGN(loaded, LoadedModel::load(executor, model, {precision, Format::F32}));
  constexpr int kTokens = 33;
  PARETO_TRY_ASSIGN(state, loaded->new_state(1, kTokens, kTokens));
  SequenceBatch sequence(*loaded, *state, 1);
  std::vector<float> logits;
  size_t step = 0;
  for (int done = 0; done < kTokens;) {
    const int count = std::min(steps[std::min(step++, steps.size() - 1)], kTokens - done);
    std::vector<int32_t> tokens;
    for (int i = 0; i < count; ++i)
      tokens.push_back((done + i) * 7 % 61 + 3);
    PARETO_TRY_ASSIGN(program, sequence.step(tokens, LogitRows::All));
    const auto rows = program->output("logits");
    logits.insert(logits.end(), rows.begin(), rows.end());
    done += count;
  }
  return logits;
}

double peak_of(const std::vector<float>& values) {
  double peak = 0;
  for (float value : values)
    peak = std::max(peak, std::abs(static_cast<double>(value)));
  return peak;
}

/// Largest difference as a share of the expected peak; infinite for NaN and for different sizes.
double distance(const std::vector<float>& got, const std::vector<float>& expected) {
  if (got.size() != expected.size())
    return INFINITY;
  double worst = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    const double error = std::abs(static_cast<double>(got[i]) - static_cast<double>(expected[i]));
    worst = error <= worst ? worst : std::isnan(error) ? INFINITY : error;
  }
  return worst / peak_of(expected);
}

} // namespace

class TestBlockWeights : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void roundsToTheNearestLevel_data();
  void roundsToTheNearestLevel();
  void extremeRows();
  void formatsOfWeights();
  void kernelsEqualTheReference_data();
  void kernelsEqualTheReference();
  void blocksOfTheFileAreKept_data();
  void blocksOfTheFileAreKept();
  void countedBytesAreExact_data();
  void countedBytesAreExact();
  void precisionsByName();

private:
  std::map<std::pair<QString, Precision>, std::vector<float>> m_reference;
};

void TestBlockWeights::roundsToTheNearestLevel_data() {
  QTest::addColumn<int>("format");
  for (Format format : {Format::Q8_0, Format::Q4_0, Format::Q4_1})
    QTest::newRow(to_string(format)) << static_cast<int>(format);
}

void TestBlockWeights::roundsToTheNearestLevel() {
  QFETCH(int, format);
  const auto kind = static_cast<Format>(format);
  for (unsigned seed = 0; seed < 50; ++seed) {
    const std::vector<float> row = random_row(256, seed);
    std::vector<std::byte> blocks(static_cast<size_t>(format_bytes(kind, 256)));
    std::vector<float> back(256);
    encode(kind, row, blocks);
    decode(kind, blocks, back);
    for (size_t block = 0; block < 8; ++block) {
      const auto part = std::span(row).subspan(block * 32, 32);
      const auto [least, most] = std::minmax_element(part.begin(), part.end());
      const float peak = std::max(-*least, *most);
      const float step = kind == Format::Q8_0 ? peak / 127 : kind == Format::Q4_0 ? peak / 8 : (*most - *least) / 15;
      // Half a level; Q4_0 has no level for the far end of the smaller side; float16 moves the scale and the minimum a
      // little.
      const float bound = (kind == Format::Q4_0 ? 1.0f : 0.5f) * step + peak * 2e-3f;
      for (size_t i = 0; i < 32; ++i)
        QVERIFY2(std::abs(part[i] - back[block * 32 + i]) <= bound,
                 qPrintable(QString::number(part[i] - back[block * 32 + i])));
    }
    std::vector<std::byte> again(blocks.size());
    encode(kind, back, again);
    std::vector<float> twice(256);
    decode(kind, again, twice);
    for (size_t i = 0; i < 256; ++i) // levels that are already there stay (within the rounding of the scale)
      QVERIFY(std::abs(twice[i] - back[i]) <= 4e-3f);
  }
}

void TestBlockWeights::extremeRows() {
  const std::vector<std::vector<float>> rows{std::vector<float>(32, 0.0f), std::vector<float>(32, -1.25f),
                                             std::vector<float>(32, 1e-9f), std::vector<float>(32, 6e4f)};
  for (Format format : {Format::Q8_0, Format::Q4_0, Format::Q4_1})
    for (const auto& row : rows) {
      std::vector<std::byte> block(static_cast<size_t>(format_bytes(format, 32)));
      std::vector<float> back(32);
      encode(format, row, block);
      decode(format, block, back);
      for (size_t i = 0; i < 32; ++i)
        QVERIFY2(std::abs(back[i] - row[i]) <= 2e-3f * std::abs(row[i]) + 1e-6f,
                 qPrintable(QString("%1 %2").arg(to_string(format)).arg(back[i])));
    }
}

void TestBlockWeights::formatsOfWeights() {
  const WeightDecl matrix{"layers.0.mixer.q_proj.weight", {64, 96}, WeightUse::Matrix, {}},
      head{"head.weight", {64, 96}, WeightUse::Matrix, {}};
  const WeightDecl narrow{"layers.0.mixer.dt_proj.weight", {64, 4}, WeightUse::Matrix, {}},
      vector{"final_norm.weight", {64}, WeightUse::Vector, {}};
  const auto is = [](Format a, Format b) { return a == b; };
  QVERIFY(is(weight_format(matrix, Precision::Q8, Format::F32), Format::Q8_0));
  QVERIFY(is(weight_format(matrix, Precision::Q8, Format::Q4_1), Format::Q8_0));
  QVERIFY(is(weight_format(matrix, Precision::Q4, Format::F16), Format::Q4_0));
  QVERIFY(is(weight_format(matrix, Precision::Q4, Format::Q4_1), Format::Q4_1));
  QVERIFY(is(weight_format(matrix, Precision::Q4, Format::Q8_0), Format::Q4_0));
  QVERIFY(is(weight_format(head, Precision::Q4, Format::F32), Format::Q8_0));
  QVERIFY(is(weight_format(head, Precision::Q4, Format::Q4_1), Format::Q4_1));
  QVERIFY(is(weight_format(narrow, Precision::Q4, Format::F32), Format::F16));
  QVERIFY(is(weight_format(vector, Precision::Q4, Format::F32), Format::F32));
  QVERIFY(is(weight_format(matrix, Precision::BF16, Format::Q8_0), Format::BF16));
}

void TestBlockWeights::kernelsEqualTheReference_data() {
  QTest::addColumn<QString>("model");
  QTest::addColumn<bool>("four");
  QTest::addColumn<QString>("set");
  const std::vector<std::string> models{kGguf + "llama-f32/model.gguf",
                                        kGguf + "llama-q4_1-tied/model.gguf",
                                        kGguf + "gemma3-q8_0/model.gguf",
                                        kGguf + "mamba-f32/model.gguf",
                                        kHf + "qwen2",
                                        kHf + "phi3",
                                        kHf + "fla-gated_deltanet",
                                        "mamba2@probe"};
  for (const std::string& model : models)
    for (const char* set : {"baseline", "avx2"})
      for (const bool four : {false, true})
        QTest::addRow("%s %s %s",
                      model.substr(model.find("golden") == std::string::npos ? 0 : model.find("golden")).c_str(),
                      four ? "q4" : "q8", set)
            << QString::fromStdString(model) << four << QString(set);
}

void TestBlockWeights::kernelsEqualTheReference() {
  QFETCH(QString, model);
  QFETCH(bool, four);
  QFETCH(QString, set);
  if (set == "avx2" && !cpu_info().avx2)
    QSKIP("This processor has no AVX2.");
  const auto opened = open_model(model.toStdString());
  QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
  const auto reference = make_executor("reference");
  CpuOptions options;
  options.threads = 2;
  options.instruction_set = set.toStdString();
  const auto cpu = make_cpu_executor(options);
  QVERIFY(reference && cpu);
  const Precision precision = four ? Precision::Q4 : Precision::Q8;
  const auto reference_logits = [&](Precision at) -> const std::vector<float>& { // one for both instruction sets
    std::vector<float>& kept = m_reference[{model, at}];
    if (kept.empty())
      if (const auto logits = logits_of(*opened, **reference, at, {33}))
        kept = *logits;
    return kept;
  };
  const std::vector<float>& expected = reference_logits(precision);
  const std::vector<float>& full = reference_logits(Precision::F32);
  QVERIFY(!expected.empty() && !full.empty());
  const std::vector<std::vector<int>> splits{{33}, {20, 1}, {2}, {5}};
  for (const auto& steps : splits) {
    const auto got = logits_of(*opened, **cpu, precision, steps);
    QVERIFY2(got, got ? "" : got.error().message.c_str());
    const double error = distance(*got, expected);
    QVERIFY2(error <= 2e-4, qPrintable(QString("steps of %1: %2 of the peak").arg(steps.front()).arg(error)));
  }
  if (opened->folder.find("q4_1") == std::string::npos && opened->folder.find("q8_0") == std::string::npos)
    QVERIFY2(distance(expected, full) > 1e-4, "the weights were not quantised");
}

void TestBlockWeights::blocksOfTheFileAreKept_data() {
  QTest::addColumn<QString>("model");
  QTest::addColumn<bool>("four");
  QTest::newRow("q8_0") << "llama-q8_0-v2-align64" << false;
  QTest::newRow("q8_0 tied, qwen2") << "qwen2-q8_0-tied" << false;
  QTest::newRow("gemma3 q8_0") << "gemma3-q8_0" << false;
  QTest::newRow("q4_0") << "llama-q4_0" << true;
  QTest::newRow("q4_1 tied") << "llama-q4_1-tied" << true;
}

/// At the precision of the file the logits are those of the decoded weights: nothing was rounded again.
void TestBlockWeights::blocksOfTheFileAreKept() {
  QFETCH(QString, model);
  QFETCH(bool, four);
  const auto opened = open_model(kGguf + model.toStdString() + "/model.gguf");
  QVERIFY(opened);
  const auto cpu = make_executor("cpu");
  QVERIFY(cpu);
  const auto decoded = logits_of(*opened, **cpu, Precision::F32, {20, 1});
  const auto blocks = logits_of(*opened, **cpu, four ? Precision::Q4 : Precision::Q8, {20, 1});
  QVERIFY(decoded && blocks);
  QVERIFY2(distance(*blocks, *decoded) < 2e-5, qPrintable(QString::number(distance(*blocks, *decoded))));
}

void TestBlockWeights::countedBytesAreExact_data() {
  QTest::addColumn<QString>("model");
  QTest::addColumn<QString>("precision");
  QTest::addColumn<double>("least");
  QTest::addColumn<double>("most");
  QTest::newRow("q8") << "llama-f32"
                      << "q8" << 1.0625 << 1.08;
  QTest::newRow("q4 from float32") << "llama-f32"
                                   << "q4" << 0.5625 << 0.80; // table and head are 8-bit
  QTest::newRow("q4_0 kept") << "llama-q4_0"
                             << "q4" << 0.5625 << 0.80;
  QTest::newRow("q4_1 kept") << "llama-q4_1-tied"
                             << "q4" << 0.625 << 0.80;
  QTest::newRow("f16") << "llama-f32"
                       << "f16" << 2.0 << 2.02;
}

void TestBlockWeights::countedBytesAreExact() {
  QFETCH(QString, model);
  QFETCH(QString, precision);
  QFETCH(double, least);
  QFETCH(double, most);
  const auto opened = open_model(kGguf + model.toStdString() + "/model.gguf");
  const auto chosen = parse_precision(precision.toStdString());
  const auto cpu = make_executor("cpu");
  QVERIFY(opened && chosen && cpu);
  const auto loaded = LoadedModel::load(**cpu, *opened, {*chosen, Format::F16});
  QVERIFY(loaded);
  const Footprint& footprint = (*loaded)->footprint();
  QCOMPARE((*loaded)->weights().bytes(), footprint.weight_bytes());
  const double each = static_cast<double>(footprint.weight_bytes()) / static_cast<double>(footprint.parameters());
  QVERIFY2(each >= least && each <= most, qPrintable(QString::number(each)));
}

void TestBlockWeights::precisionsByName() {
  QVERIFY(*parse_precision("q8") == Precision::Q8 && *parse_precision("q4") == Precision::Q4);
  QCOMPARE(QString(to_string(Precision::Q4)), QString("q4"));
  const auto unknown = parse_precision("q3");
  QVERIFY(!unknown);
  QVERIFY(unknown.error().message.find("q4 or q4-kv8") != std::string::npos);
}

PARETO_TEST(TestBlockWeights)
#include "tst_block_weights.moc"
