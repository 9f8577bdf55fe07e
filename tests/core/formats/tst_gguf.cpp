// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/model_runner.h"
#include "core/exec/verify/block_cases.h"
#include "core/exec/verify/checkpoint_cases.h"
#include "core/formats/gguf/gguf.h"
#include "core/formats/gguf/gguf_source.h"
#include "core/formats/open_model.h"
#include "core/numeric/format_codec.h"
#include "tests/core/formats/gguf_builder.h"
#include "tests/support/program.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace pareto;
using pareto::tests::GgufBuilder;

namespace {

const QString kGolden = QStringLiteral(PARETO_GOLDEN_DIR "/gguf");

Result<GgufFile> parse(const std::string& bytes) {
  return GgufFile::read(MappedFile::borrow(std::as_bytes(std::span(bytes))), "memory.gguf");
}

/// Qwen3.5 with one layer of two key heads of 8 channels and four value heads of 32, its output in 8-bit blocks.
GgufBuilder tiny_qwen35() {
  GgufBuilder b;
  b.str("general.architecture", "qwen35").u32("qwen35.block_count", 1).u32("qwen35.embedding_length", 32);
  b.u32("qwen35.context_length", 64).u32("qwen35.feed_forward_length", 16).f32("qwen35.rope.freq_base", 1e7f);
  b.u32("qwen35.attention.head_count", 2).u32("qwen35.attention.head_count_kv", 1);
  b.f32("qwen35.attention.layer_norm_rms_epsilon", 1e-6f).u32("qwen35.full_attention_interval", 4);
  b.u32("qwen35.ssm.conv_kernel", 4).u32("qwen35.ssm.state_size", 8).u32("qwen35.ssm.group_count", 2);
  b.u32("qwen35.ssm.time_step_rank", 4).u32("qwen35.ssm.inner_size", 128);
  const auto counted = [](uint64_t rows, uint64_t width) { // each element holds its row
    std::string out;
    for (uint64_t row = 0; row < rows; ++row)
      for (uint64_t i = 0; i < width; ++i)
        out += GgufBuilder::bytes(static_cast<float>(row));
    return out;
  };
  b.add_floats("token_embd.weight", {32, 8}).add_floats("output_norm.weight", {32});
  for (const char* norm : {"attn_norm", "post_attention_norm"})
    b.add_floats("blk.0." + std::string(norm) + ".weight", {32});
  b.add("blk.0.attn_qkv.weight", {32, 160}, counted(160, 32))
      .add("blk.0.attn_gate.weight", {32, 128}, counted(128, 32));
  b.add("blk.0.ssm_conv1d.weight", {4, 160}, counted(160, 4)).add("blk.0.ssm_beta.weight", {32, 4}, counted(4, 32));
  b.add("blk.0.ssm_alpha.weight", {32, 4}, counted(4, 32)).add("blk.0.ssm_dt.bias", {4}, counted(4, 1));
  b.add_floats("blk.0.ssm_a", {4}, -1, -1).add_floats("blk.0.ssm_norm.weight", {32});
  std::string blocks;
  for (int row = 0; row < 32; ++row)
    for (int block = 0; block < 4; ++block) {
      blocks += GgufBuilder::bytes<uint16_t>(0x3c00); // 1
      for (int i = 0; i < 32; ++i)
        blocks += static_cast<char>(32 * block + i);
    }
  b.add("blk.0.ssm_out.weight", {128, 32}, blocks, 8);
  b.add_floats("blk.0.ffn_gate.weight", {32, 16}).add_floats("blk.0.ffn_up.weight", {32, 16});
  return b.add_floats("blk.0.ffn_down.weight", {16, 32});
}

QString message(const Error& error) { return QString::fromStdString(error.message); }

} // namespace

class TestGguf : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void blocksEqualTheGoldens();
  void modelsEqualTheGoldens_data();
  void modelsEqualTheGoldens();
  void readsEveryValueType();
  void typedAccessNamesTheKey();
  void readsALargeVocabulary();
  void versionTwoAndAlignment();
  void undoesLlamasRotaryPairs();
  void putsValueHeadsInOrder();
  void skipsBlocksThatGuess();
  void opensASplitModel();
  void opensAFolderWithOneFile();
  void storedPrecision();

private:
  std::string write(const QString& name, const std::string& bytes) {
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) ||
        file.write(bytes.data(), static_cast<qint64>(bytes.size())) != static_cast<qint64>(bytes.size()))
      return {};
    return file.fileName().toStdString();
  }
  QTemporaryDir m_folder;
};

void TestGguf::blocksEqualTheGoldens() {
  const auto results = verify_blocks((kGolden + "/quants").toStdString());
  QVERIFY2(results, results ? "" : qPrintable(message(results.error())));
  QVERIFY(results->size() >= 26);
  for (const CaseResult& result : *results) {
    QVERIFY2(result.status == CaseResult::Status::Pass, (result.op + ": " + result.reason).c_str());
    QCOMPARE(result.max_abs_error, 0.0); // not only within one unit in the last place
  }
}

void TestGguf::modelsEqualTheGoldens_data() {
  QTest::addColumn<QString>("folder");
  QTest::addColumn<QString>("device");
  for (const char* root : {"/models/", "/architectures/"})
    for (const QString& name : QDir(kGolden + root).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
      for (const char* device : {"cpu", "reference"})
        QTest::addRow("%s on %s", qPrintable(name), device) << kGolden + root + name << QString(device);
}

void TestGguf::modelsEqualTheGoldens() {
  QFETCH(QString, folder);
  QFETCH(QString, device);
  auto executor = make_executor(device.toStdString());
  QVERIFY(executor);
  const CaseResult result = verify_checkpoint(folder.toStdString(), **executor);
  QVERIFY2(result.status == CaseResult::Status::Pass, result.reason.c_str());
}

void TestGguf::readsEveryValueType() {
  GgufBuilder b;
  b.set("u8", 0, "\x07")
      .set("i8", 1, "\xfe")
      .set("u16", 2, GgufBuilder::bytes<uint16_t>(60000))
      .set("i16", 3, GgufBuilder::bytes<int16_t>(-3));
  b.u32("u32", 4000000000u)
      .i32("i32", -5)
      .f32("f32", 0.5f)
      .set("bool", 7, std::string(1, '\1'))
      .str("text", "h\xc3\xa9llo");
  b.set("u64", 10, GgufBuilder::bytes<uint64_t>(1ull << 63))
      .set("i64", 11, GgufBuilder::bytes<int64_t>(-1))
      .set("f64", 12, GgufBuilder::bytes(1e-300));
  b.strings("words", {"", "b", std::string("n\0l", 3)})
      .array("numbers", 5, 2, GgufBuilder::bytes<int32_t>(-7) + GgufBuilder::bytes<int32_t>(9));
  b.array("flags", 7, 2, std::string("\1\0", 2))
      .array("scores", 6, 1, GgufBuilder::bytes(1.5f))
      .array("none", 8, 0, "");
  const std::string bytes = b.build();
  const auto file = parse(bytes);
  QVERIFY2(file, file ? "" : qPrintable(message(file.error())));
  QCOMPARE(std::get<uint64_t>(*file->find("u8")), uint64_t{7});
  QCOMPARE(std::get<int64_t>(*file->find("i8")), int64_t{-2});
  QCOMPARE(std::get<uint64_t>(*file->find("u16")), uint64_t{60000});
  QCOMPARE(std::get<int64_t>(*file->find("i16")), int64_t{-3});
  QCOMPARE(std::get<uint64_t>(*file->find("u32")), uint64_t{4000000000u});
  QCOMPARE(std::get<int64_t>(*file->find("i32")), int64_t{-5});
  QCOMPARE(std::get<double>(*file->find("f32")), 0.5);
  QVERIFY(std::get<bool>(*file->find("bool")));
  QVERIFY(std::get<std::string_view>(*file->find("text")) == "h\xc3\xa9llo");
  QCOMPARE(std::get<uint64_t>(*file->find("u64")), 1ull << 63);
  QCOMPARE(std::get<int64_t>(*file->find("i64")), int64_t{-1});
  QCOMPARE(std::get<double>(*file->find("f64")), 1e-300);
  const auto& words = std::get<GgufArray>(*file->find("words"));
  QCOMPARE(words.count, size_t{3});
  QVERIFY(words.strings[1] == "b" && words.strings[2].size() == 3);
  const auto& numbers = std::get<GgufArray>(*file->find("numbers"));
  QCOMPARE(numbers.integer(0), int64_t{-7});
  QCOMPARE(numbers.number(1), 9.0);
  QCOMPARE(std::get<GgufArray>(*file->find("flags")).integer(0), int64_t{1});
  QCOMPARE(std::get<GgufArray>(*file->find("scores")).number(0), 1.5);
  QCOMPARE(std::get<GgufArray>(*file->find("none")).count, size_t{0});
  QVERIFY(file->find("absent") == nullptr);
}

void TestGguf::typedAccessNamesTheKey() {
  GgufBuilder b;
  b.u32("a.count", 7).f32("a.share", 0.5f).str("a.name", "x").strings("a.words", {"w"}).f32("a.nan", std::nanf(""));
  const std::string bytes = b.build();
  const auto file = parse(bytes);
  QVERIFY(file);
  QCOMPARE(*file->integer("a.count", 1, 10), int64_t{7});
  QCOMPARE(*file->number("a.count", 1, 10), 7.0);
  QCOMPARE(*file->integer("a.none", 1, 10, 3), int64_t{3});
  QVERIFY(*file->strings("a.none") == nullptr);
  const std::vector<std::pair<std::string, Error>> errors{
      {"a.count", file->integer("a.count", 8, 10).error()}, {"a.share", file->integer("a.share", 0, 1).error()},
      {"a.none", file->integer("a.none", 0, 1).error()},    {"a.nan", file->number("a.nan", 0, 1).error()},
      {"a.name", file->boolean("a.name").error()},          {"a.words", file->text("a.words").error()},
      {"a.words", file->numbers("a.words").error()},        {"a.count", file->strings("a.count").error()}};
  for (const auto& [key, error] : errors) {
    QVERIFY2(error.message.find("'" + key + "'") != std::string::npos, error.message.c_str());
    QCOMPARE(error.where, key);
    QVERIFY(error.message.back() == '.');
  }
  const std::string message =
      file->integer("a\nb", 0, 1).error().message; // keys may come from the file: one line whatever they hold
  QVERIFY2(message.find("'a?b'") != std::string::npos && message.find('\n') == std::string::npos, message.c_str());
}

void TestGguf::readsALargeVocabulary() {
  constexpr size_t kCount = 200'000;
  std::vector<std::string> words;
  std::string scores;
  for (size_t i = 0; i < kCount; ++i) {
    words.push_back("token" + std::to_string(i));
    scores += GgufBuilder::bytes(-static_cast<float>(i));
  }
  GgufBuilder b;
  b.strings("tokenizer.ggml.tokens", words).array("tokenizer.ggml.scores", 6, kCount, scores);
  const std::string bytes = b.build();
  const auto file = parse(bytes);
  QVERIFY(file);
  const auto tokens = file->strings("tokenizer.ggml.tokens", true);
  QVERIFY(tokens);
  QCOMPARE((*tokens)->strings.size(), kCount);
  QVERIFY((*tokens)->strings[kCount - 1] == "token199999");
  QVERIFY((*tokens)->strings[0].data() > bytes.data() &&
          (*tokens)->strings[0].data() < bytes.data() + bytes.size()); // views, no copies
  QCOMPARE((*file->numbers("tokenizer.ggml.scores", true))->number(12345), -12345.0);
}

void TestGguf::versionTwoAndAlignment() {
  for (uint32_t version : {2u, 3u})
    for (uint64_t alignment : {1ull, 8ull, 64ull, 4096ull}) {
      GgufBuilder b;
      b.version = version;
      b.alignment = alignment;
      b.u32("general.alignment", static_cast<uint32_t>(alignment))
          .add("a", {3}, GgufBuilder::floats(3, 1, 1))
          .add("b", {2, 1, 5}, GgufBuilder::floats(10, 5, 1));
      const std::string bytes = b.build();
      const auto file = parse(bytes);
      QVERIFY2(file, file ? "" : qPrintable(message(file.error())));
      const GgufTensor* tensor = file->tensor("b");
      QVERIFY(tensor);
      QVERIFY((tensor->shape == std::vector<int64_t>{5, 1, 2}));
      std::vector<float> values(10);
      decode(tensor->type, tensor->data, values);
      QCOMPARE(values[9], 14.0f);
    }
}

/// Row s * d/2 + i of a head comes from the stored row 2i + s; key heads are counted on their own; v stays.
void TestGguf::undoesLlamasRotaryPairs() {
  GgufBuilder b = tests::tiny_llama();
  for (const char* name : {"blk.0.attn_q.weight", "blk.0.attn_k.weight", "blk.0.attn_v.weight"}) {
    auto& tensor = b.tensor(name);
    tensor.data.clear();
    for (uint64_t row = 0; row < tensor.dims[1]; ++row)
      for (uint64_t i = 0; i < tensor.dims[0]; ++i)
        tensor.data += GgufBuilder::bytes(static_cast<float>(row));
  }
  const auto model = open_model(write("pairs.gguf", b.build()));
  QVERIFY2(model, model ? "" : qPrintable(message(model.error())));
  const auto source = open_weights(*model);
  QVERIFY2(source, source ? "" : qPrintable(message(source.error())));
  const Graph graph = model->model.record({1, 1, Phase::Decode});
  const auto first_column = [&](const std::string& name) {
    std::vector<float> column;
    for (const WeightDecl& weight : graph.weights())
      if (weight.name == name) {
        std::vector<float> all(static_cast<size_t>(weight.shape.elements()));
        if ((*source)->read_rows(weight, 0, weight.shape[0], all))
          for (int64_t row = 0; row < weight.shape[0]; ++row)
            column.push_back(all[static_cast<size_t>(row * weight.shape[1])]);
      }
    return column;
  };
  QVERIFY((first_column("layers.0.mixer.q_proj.weight") == std::vector<float>{0, 2, 1, 3, 4, 6, 5, 7}));
  QVERIFY((first_column("layers.0.mixer.k_proj.weight") == std::vector<float>{0, 2, 1, 3}));
  QVERIFY((first_column("layers.0.mixer.v_proj.weight") == std::vector<float>{0, 1, 2, 3}));
}

/// Value heads lie as the first of each key head, then the second: heads 0, 2, 1, 3 of those that are computed.
void TestGguf::putsValueHeadsInOrder() {
  const auto model = open_model(write("qwen35.gguf", tiny_qwen35().build()));
  QVERIFY2(model, model ? "" : qPrintable(message(model.error())));
  const auto source = open_weights(*model);
  QVERIFY2(source, source ? "" : qPrintable(message(source.error())));
  const Graph graph = model->model.record({1, 1, Phase::Decode});
  const auto find = [&](const std::string& name) {
    for (const WeightDecl& weight : graph.weights())
      if (weight.name == "layers.0.mixer." + name)
        return weight;
    return WeightDecl{};
  };
  const auto values = [&](const std::string& name, int64_t row, int64_t count) {
    const WeightDecl weight = find(name);
    std::vector<float> out(static_cast<size_t>(weight.shape.elements() / weight.shape[0] * count));
    return (*source)->read_rows(weight, row, count, out) ? out : std::vector<float>();
  };
  for (int64_t row = 0; row < 128; ++row) {
    const int64_t head = row / 32, stored = (head == 1 ? 2 : head == 2 ? 1 : head) * 32 + row % 32;
    QCOMPARE(values("g_proj.weight", row, 1).front(), static_cast<float>(stored));
    QCOMPARE(values("v_proj.weight", row, 1).front(), static_cast<float>(32 + stored)); // behind queries and keys
    QCOMPARE(values("v_conv.weight", row, 1).front(), static_cast<float>(32 + stored));
    QCOMPARE(values("o_proj.weight", 3, 1)[static_cast<size_t>(row)], static_cast<float>(stored));
  }
  QCOMPARE(values("k_proj.weight", 3, 1).front(), 19.0f);
  QVERIFY((values("dt_bias", 0, 4) == std::vector<float>{0, 2, 1, 3}));
  const std::vector<float> rates = values("A_log", 0, 4);
  for (size_t i = 0; i < 4; ++i)
    QCOMPARE(rates[i], std::log(std::vector<float>{1, 3, 2, 4}[i]));
  std::vector<std::byte> blocks(4 * 34);
  std::vector<float> decoded(128);
  QVERIFY((*source)->read_row_blocks(find("o_proj.weight"), 3, blocks));
  decode(Format::Q8_0, blocks, decoded);
  QVERIFY(decoded == values("o_proj.weight", 3, 1));
}

/// Layers behind the model that guess further tokens are no part of it; without the key they are layers like others.
void TestGguf::skipsBlocksThatGuess() {
  GgufBuilder b = tiny_qwen35();
  b.u32("qwen35.block_count", 2).add_floats("blk.1.nextn.eh_proj.weight", {64, 32});
  const auto refused = open_model(write("whole.gguf", b.build()));
  QVERIFY(!refused || !open_weights(*refused));
  b.u32("qwen35.nextn_predict_layers", 1);
  const auto model = open_model(write("guessing.gguf", b.build()));
  QVERIFY2(model, model ? "" : qPrintable(message(model.error())));
  QCOMPARE(model->model.spec().blocks.size(), size_t{1});
  const auto source = open_weights(*model);
  QVERIFY2(source, source ? "" : qPrintable(message(source.error())));
}

void TestGguf::opensASplitModel() {
  const GgufBuilder whole = tests::tiny_llama();
  GgufBuilder first = whole, second;
  first.tensors.assign(whole.tensors.begin(), whole.tensors.begin() + 5);
  second.tensors.assign(whole.tensors.begin() + 5, whole.tensors.end());
  for (auto [part, number] : {std::pair{&first, 0}, std::pair{&second, 1}})
    part->set("split.no", 2, GgufBuilder::bytes(static_cast<uint16_t>(number)))
        .set("split.count", 2, GgufBuilder::bytes<uint16_t>(2))
        .i32("split.tensors.count", 12);
  auto executor = make_executor("reference");
  QVERIFY(executor);
  const std::vector<int32_t> tokens{1, 2, 3};
  const auto logits_of = [&](const std::string& path) -> Result<std::vector<float>> {
    PARETO_TRY_ASSIGN(model, open_model(path));
    return prompt_logits(model, **executor, tokens, {3});
  };
  const std::string path = write("tiny-00001-of-00002.gguf", first.build());
  const auto missing = open_model(path);
  QVERIFY(!missing);
  QVERIFY2(missing.error().message.find("tiny-00002-of-00002.gguf") != std::string::npos,
           missing.error().message.c_str());
  write("tiny-00002-of-00002.gguf", second.build());
  const auto parts = logits_of(path), one = logits_of(write("whole.gguf", whole.build()));
  QVERIFY2(parts, parts ? "" : qPrintable(message(parts.error())));
  QVERIFY(one);
  QVERIFY(*parts == *one);
  const auto renamed = open_model(write("renamed.gguf", first.build()));
  QVERIFY(!renamed);
  QVERIFY2(renamed.error().message.find("part 1 of 2") != std::string::npos, renamed.error().message.c_str());
}

void TestGguf::opensAFolderWithOneFile() {
  QTemporaryDir folder;
  QVERIFY(QFile::copy(kGolden + "/models/llama-f32/model.gguf", folder.filePath("any name.gguf")));
  const auto model = open_model(folder.path().toStdString());
  QVERIFY2(model, model ? "" : qPrintable(message(model.error())));
  QCOMPARE(QString::fromStdString(model->model_type), QString("llama"));
}

void TestGguf::storedPrecision() {
  const std::pair<const char*, Format> cases[] = {
      {"qwen2-f16", Format::F16}, {"llama-bf16", Format::BF16}, {"llama-q4_k_m", Format::F32}};
  for (const auto& [name, stored] : cases) {
    const auto model = open_model((kGolden + "/models/" + name + "/model.gguf").toStdString());
    QVERIFY(model);
    const auto source = open_weights(*model);
    QVERIFY(source);
    const Graph graph = model->model.record({1, 1, Phase::Decode});
    QVERIFY2((*source)->stored(graph.weights().front()) == stored, name);
  }
}

PARETO_TEST(TestGguf)
#include "tst_gguf.moc"
