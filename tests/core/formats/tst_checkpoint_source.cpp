// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/checkpoint_source.h"
#include "core/formats/name_map.h"
#include "core/formats/open_model.h"
#include "core/formats/tensor_source.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/feed_forward/gated.h"
#include "core/model/feed_forward/moe.h"
#include "core/numeric/half.h"
#include "tests/core/formats/safetensors_bytes.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <nlohmann/json.hpp>

#include <cstring>
#include <filesystem>

using namespace pareto;
using test::entry;
using test::safetensors;

namespace {

constexpr const char* kIndex = "model.safetensors.index.json";

/// A stack of one attention layer: 4 heads of 2 (2 kv heads unless told), hidden 8, ffn 6, vocabulary 5.
ModelSpec small_spec(int64_t kv_heads = 2) {
  AttentionMixer mixer;
  mixer.heads = 4;
  mixer.kv_heads = kv_heads;
  mixer.head_dim = 2;
  ModelSpec spec;
  spec.vocab = 5;
  spec.hidden = 8;
  spec.blocks = {{mixer, swiglu(6)}};
  return spec;
}

/// The same with three experts, of which each token takes one.
ModelSpec expert_spec() {
  MoeFeedForward part;
  part.experts = 3;
  part.chosen = 1;
  part.width = 4;
  ModelSpec spec = small_spec();
  spec.blocks = {{*spec.blocks[0].mixer(), part}};
  return spec;
}

WeightDecl matrix(const std::string& name, int64_t rows, int64_t columns) {
  return {name, {rows, columns}, WeightUse::Matrix, {}};
}

/// Values 0, 1, 2, ... (exact in every float type) as raw bytes.
std::string counted(const std::string& dtype, int count) {
  std::string bytes;
  const auto add = [&](const auto value) { bytes.append(reinterpret_cast<const char*>(&value), sizeof value); };
  for (int i = 0; i < count; ++i) {
    const auto value = static_cast<float>(i);
    if (dtype == "F32")
      add(value);
    else if (dtype == "F64")
      add(static_cast<double>(value));
    else
      add(dtype == "F16" ? float_to_half(value) : float_to_bfloat16(value));
  }
  return bytes;
}

/// A file of one tensor that counts.
std::string one_tensor(const std::string& name, const std::string& dtype, const std::string& shape, int count) {
  const std::string data = counted(dtype, count);
  return safetensors("{" + entry(name, dtype, shape, 0, data.size()) + "}", data);
}

Result<std::vector<float>> read_all(TensorSource& source, const WeightDecl& weight) {
  std::vector<float> values(static_cast<size_t>(weight.shape.elements()));
  PARETO_TRY(source.read_rows(weight, 0, weight.shape[0], values));
  return values;
}

} // namespace

/// Published checkpoints through their name maps: shards, fused and transposed tensors, and what can be wrong with
/// them.
class CheckpointSourceTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void experts_data() {
    QTest::addColumn<QString>("map");
    QTest::addColumn<QString>("part");
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<QString>("shape");
    QTest::addColumn<int>("first"); // of expert e, output i, input k: first + e * 64 + i * row + k * column
    QTest::addColumn<int>("row");
    QTest::addColumn<int>("column");
    QTest::newRow("gate of both") << "qwen3_moe"
                                  << "gate_proj"
                                  << "gate_up_proj"
                                  << "[3,8,8]" << 0 << 8 << 1;
    QTest::newRow("up of both") << "qwen3_moe"
                                << "up_proj"
                                << "gate_up_proj"
                                << "[3,8,8]" << 32 << 8 << 1;
    QTest::newRow("up of Mixtral") << "mixtral"
                                   << "up_proj"
                                   << "gate_up_proj"
                                   << "[3,8,8]" << 32 << 8 << 1;
    QTest::newRow("gate in turn, transposed") << "gpt_oss"
                                              << "gate_proj"
                                              << "gate_up_proj"
                                              << "[3,8,8]" << 0 << 2 << 8;
    QTest::newRow("up in turn, transposed") << "gpt_oss"
                                            << "up_proj"
                                            << "gate_up_proj"
                                            << "[3,8,8]" << 1 << 2 << 8;
  }

  /// The matrices of all experts in one tensor, gate and up rows one after the other or in turn.
  void experts() {
    QFETCH(QString, map);
    QFETCH(QString, part);
    QFETCH(QString, tensor);
    QFETCH(QString, shape);
    QFETCH(int, first);
    QFETCH(int, row);
    QFETCH(int, column);
    QTemporaryDir folder;
    QVERIFY(test::write_file(
        test::inside(folder, "model.safetensors"),
        one_tensor("model.layers.0.mlp.experts." + tensor.toStdString(), "F32", shape.toStdString(), 192)));
    const auto source = open_checkpoint(folder.path().toStdString(), map.toStdString(), expert_spec());
    REQUIRE(source);
    const WeightDecl weight = matrix("layers.0.ffn.experts." + part.toStdString() + ".weight", 12, 8);
    const auto values = read_all(**source, weight);
    REQUIRE(values);
    for (int r = 0; r < 12; ++r)
      for (int k = 0; k < 8; ++k)
        QCOMPARE((*values)[static_cast<size_t>(r * 8 + k)],
                 static_cast<float>(first + r / 4 * 64 + r % 4 * row + k * column));
  }

  /// A tensor for each expert; one that is missing is named.
  void experts_apart() {
    QTemporaryDir folder;
    const std::string name = "model.layers.0.mlp.experts.0.down_proj.weight";
    QVERIFY(test::write_file(test::inside(folder, "model.safetensors"), one_tensor(name, "F32", "[8,4]", 32)));
    const auto source = open_checkpoint(folder.path().toStdString(), "qwen3_moe", expert_spec());
    REQUIRE(source);
    const WeightDecl weight = matrix("layers.0.ffn.experts.down_proj.weight", 24, 4);
    std::vector<float> rows(8);
    REQUIRE((*source)->read_rows(weight, 6, 2, rows));
    QCOMPARE(rows.front(), 24.0f);
    QCOMPARE((*source)->tensor_name(weight), name);
    REQUIRE_REFUSED((*source)->read_rows(weight, 7, 2, rows),
                    "no tensor 'model.layers.0.mlp.experts.1.down_proj.weight'");
  }

  void types_data() {
    QTest::addColumn<QString>("dtype");
    for (const char* dtype : {"F32", "F16", "BF16", "F64"})
      QTest::newRow(dtype) << dtype;
  }

  void types() {
    QFETCH(QString, dtype);
    QTemporaryDir folder;
    const std::string type = dtype.toStdString();
    QVERIFY(test::write_file(test::inside(folder, "model.safetensors"),
                             one_tensor("model.embed_tokens.weight", type, "[5,8]", 40)));
    QVERIFY(has_checkpoint(folder.path().toStdString()));
    const auto source = open_checkpoint(folder.path().toStdString(), "llama", small_spec());
    REQUIRE(source);
    const WeightDecl weight = matrix("embed.weight", 5, 8);
    const auto values = read_all(**source, weight);
    REQUIRE(values);
    for (size_t i = 0; i < 40; ++i)
      QCOMPARE((*values)[i], static_cast<float>(i));
    std::vector<float> rows(16);
    REQUIRE((*source)->read_rows(weight, 3, 2, rows));
    QCOMPARE(rows.front(), 24.0f);
    const Format stored = (*source)->stored(weight);
    QVERIFY(stored == (type == "F16" ? Format::F16 : type == "BF16" ? Format::BF16 : Format::F32));
    std::vector<uint16_t> bits(16);
    QCOMPARE((*source)->read_rows_16(weight, 3, 2, Format::F16, bits), type == "F16");
    if (type == "F16")
      QCOMPARE(bits.front(), float_to_half(24));
    QCOMPARE((*source)->read_rows_16(weight, 3, 2, Format::BF16, bits), type == "BF16");
    if (type == "BF16")
      QCOMPARE(bits.front(), float_to_bfloat16(24));
  }

  void fused_data() {
    QTest::addColumn<QString>("map");
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<QString>("shape");
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("weight");
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("kv_heads");
    QTest::addColumn<std::vector<int>>("first_column"); // of each row, as numbers of the stored tensor
    const auto row = [](const char* name, const char* map, const char* tensor, const char* shape, int count,
                        const char* weight, int rows, int columns, int kv, std::vector<int> first) {
      QTest::newRow(name) << map << tensor << shape << count << weight << rows << columns << kv << std::move(first);
    };
    const std::vector<int> eight{0, 8, 16, 24, 32, 40, 48, 56};
    row("llama q", "llama", "model.layers.0.self_attn.q_proj.weight", "[8,8]", 64, "layers.0.mixer.q_proj.weight", 8, 8,
        2, eight);
    row("gpt2 k: columns of [in, 3 out]", "gpt2", "transformer.h.0.attn.c_attn.weight", "[8,24]", 192,
        "layers.0.mixer.k_proj.weight", 8, 8, 4, {8, 9, 10, 11, 12, 13, 14, 15});
    row("gpt2 without its prefix", "gpt2", "h.0.attn.c_attn.weight", "[8,24]", 192, "layers.0.mixer.v_proj.weight", 8,
        8, 4, {16, 17, 18, 19, 20, 21, 22, 23});
    row("gpt2 down: transposed", "gpt2", "transformer.h.0.mlp.c_proj.weight", "[6,8]", 48,
        "layers.0.ffn.down_proj.weight", 8, 6, 4, {0, 1, 2, 3, 4, 5, 6, 7});
    // [heads, (q k v), 2] rows of 8
    row("gpt_neox k: interleaved by head", "gpt_neox", "gpt_neox.layers.0.attention.query_key_value.weight", "[24,8]",
        192, "layers.0.mixer.k_proj.weight", 8, 8, 4, {16, 24, 64, 72, 112, 120, 160, 168});
    row("phi3 k: behind q", "phi3", "model.layers.0.self_attn.qkv_proj.weight", "[16,8]", 128,
        "layers.0.mixer.k_proj.weight", 4, 8, 2, {64, 72, 80, 88});
    row("phi3 v: behind k", "phi3", "model.layers.0.self_attn.qkv_proj.weight", "[16,8]", 128,
        "layers.0.mixer.v_proj.weight", 4, 8, 2, {96, 104, 112, 120});
    row("phi3 up: behind gate", "phi3", "model.layers.0.mlp.gate_up_proj.weight", "[12,8]", 96,
        "layers.0.ffn.up_proj.weight", 6, 8, 2, {48, 56, 64, 72, 80, 88});
    row("fla conv with its axis of one", "fla", "model.layers.0.attn.q_conv1d.weight", "[8,1,4]", 32,
        "layers.0.mixer.q_conv.weight", 8, 4, 2, {0, 4, 8, 12, 16, 20, 24, 28});
    row("mamba's other embedding name", "mamba", "backbone.embedding.weight", "[5,8]", 40, "embed.weight", 5, 8, 2,
        {0, 8, 16, 24, 32});
  }

  /// Slices of published tensors are the rows they should be.
  void fused() {
    QFETCH(QString, map);
    QFETCH(QString, tensor);
    QFETCH(QString, shape);
    QFETCH(int, count);
    QFETCH(QString, weight);
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(int, kv_heads);
    QFETCH(std::vector<int>, first_column);
    QTemporaryDir folder;
    QVERIFY(test::write_file(test::inside(folder, "model.safetensors"),
                             one_tensor(tensor.toStdString(), "F32", shape.toStdString(), count)));
    const auto source = open_checkpoint(folder.path().toStdString(), map.toStdString(), small_spec(kv_heads));
    REQUIRE(source);
    const auto values = read_all(**source, matrix(weight.toStdString(), rows, columns));
    REQUIRE(values);
    for (int r = 0; r < rows; ++r)
      QCOMPARE((*values)[static_cast<size_t>(r * columns)], static_cast<float>(first_column[static_cast<size_t>(r)]));
    if (map != "gpt2") // rows stay whole
      QCOMPARE(values->back(), static_cast<float>(first_column.back() + columns - 1));
  }

  void wrong_tensors_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("dtype");
    QTest::addColumn<QString>("shape");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<QString>("sentence");
    const char* embed = "model.embed_tokens.weight";
    QTest::newRow("missing") << "something.else"
                             << "F32"
                             << "[5,8]" << 160
                             << "The checkpoint has no tensor 'model.embed_tokens.weight' (for embed.weight)";
    QTest::newRow("transposed") << embed << "F32"
                                << "[8,5]" << 160 << "has the shape [8, 5]; the configuration asks for [5, 8].";
    QTest::newRow("a row more") << embed << "F32"
                                << "[6,8]" << 192 << "has the shape [6, 8]; the configuration asks for [5, 8].";
    QTest::newRow("flat") << embed << "F32"
                          << "[40]" << 160 << "has the shape [40]";
    QTest::newRow("scalar") << embed << "F32"
                            << "[]" << 4 << "has the shape []";
    QTest::newRow("empty") << embed << "F32"
                           << "[0,8]" << 0 << "has the shape [0, 8]";
    for (const auto& [dtype, size] : test::dtypes())
      if (dtype != "F32" && dtype != "F64" && dtype != "F16" && dtype != "BF16")
        QTest::newRow(dtype.c_str())
            << embed << QString::fromStdString(dtype) << "[5,8]" << 40 * size
            << QString("is stored as %1; weights must be F64, F32, F16 or BF16.").arg(QString::fromStdString(dtype));
  }

  void wrong_tensors() {
    QFETCH(QString, name);
    QFETCH(QString, dtype);
    QFETCH(QString, shape);
    QFETCH(int, bytes);
    QFETCH(QString, sentence);
    QTemporaryDir folder;
    const auto size = static_cast<size_t>(bytes);
    const std::string file =
        safetensors("{" + entry(name.toStdString(), dtype.toStdString(), shape.toStdString(), 0, size) + "}",
                    std::string(size, '\0'));
    QVERIFY(test::write_file(test::inside(folder, "model.safetensors"), file));
    const auto source = open_checkpoint(folder.path().toStdString(), "llama", small_spec());
    REQUIRE(source);
    REQUIRE_REFUSED(read_all(**source, matrix("embed.weight", 5, 8)), sentence.toStdString());
    std::vector<uint16_t> bits(40);
    QVERIFY(!(*source)->read_rows_16(matrix("embed.weight", 5, 8), 0, 5, Format::F16, bits));
  }

  void shards() {
    QTemporaryDir folder;
    const auto path = [&](const char* name) { return test::inside(folder, name); };
    QVERIFY(test::write_file(path("one.safetensors"), one_tensor("model.embed_tokens.weight", "F32", "[5,8]", 40)));
    QVERIFY(test::write_file(path("two.safetensors"), one_tensor("model.norm.weight", "F16", "[8]", 8)));
    QVERIFY(test::write_file(
        path(kIndex),
        R"({"metadata": {}, "weight_map": {"model.embed_tokens.weight": "one.safetensors", "model.norm.weight": "two.safetensors"}})"));
    QVERIFY(has_checkpoint(folder.path().toStdString()));
    const auto source = open_checkpoint(folder.path().toStdString(), "llama", small_spec());
    REQUIRE(source);
    REQUIRE(read_all(**source, matrix("embed.weight", 5, 8)));
    const auto norm = read_all(**source, {"final_norm.weight", {8}, WeightUse::Vector, {}});
    REQUIRE(norm);
    QCOMPARE(norm->back(), 7.0f);
    QVERIFY(test::write_file(path("two.safetensors"), one_tensor("model.embed_tokens.weight", "F32", "[5,8]", 40)));
    const auto copies =
        open_checkpoint(folder.path().toStdString(), "llama", small_spec()); // the index says which of two counts
    REQUIRE(copies);
    REQUIRE(read_all(**copies, matrix("embed.weight", 5, 8)));
    REQUIRE_REFUSED(read_all(**copies, {"final_norm.weight", {8}, WeightUse::Vector, {}}),
                    "The checkpoint has no tensor 'model.norm.weight'");
    QVERIFY(QFile::remove(QString::fromStdString(path("two.safetensors"))));
    REQUIRE_REFUSED(open_checkpoint(folder.path().toStdString(), "llama", small_spec()),
                    "two.safetensors cannot be opened");
  }

  void bad_indexes_data() {
    QTest::addColumn<QByteArray>("index");
    QTest::addColumn<QString>("sentence");
    const auto shard = [](const char* name, const char* json) {
      QTest::newRow(name) << QByteArray(R"({"weight_map": {"w": )") + json + "}}"
                          << "the shard of 'w' must be a plain file name beside the index";
    };
    shard("above", R"("../secret.safetensors")");
    shard("absolute", R"("/etc/passwd")");
    shard("below", R"("sub/one.safetensors")");
    shard("above through below", R"("sub/../../one.safetensors")");
    shard("the folder", R"(".")");
    shard("the folder above", R"("..")");
    shard("empty", R"("")");
    shard("backslash", R"("..\\one.safetensors")");
    shard("number", "1");
    shard("null", "null");
    shard("list", R"(["one.safetensors"])");
    QTest::newRow("no map") << QByteArray("{}") << "'weight_map' is missing; it must map tensors to files";
    QTest::newRow("a list") << QByteArray("[]") << "'weight_map' is missing";
    QTest::newRow("map is a list") << QByteArray(R"({"weight_map": []})") << "'weight_map' is missing";
    QTest::newRow("map is empty") << QByteArray(R"({"weight_map": {}})") << "'weight_map' names no file";
    QTest::newRow("not JSON") << QByteArray("weight_map") << "not valid JSON";
    QTest::newRow("tensor twice") << QByteArray(R"({"weight_map": {"w": "a", "w": "b"}})") << "key \"w\" appears twice";
    QTest::newRow("zero byte") << QByteArray(R"({"weight_map": {"w": "a\u0000b"}})") << "must be a plain file name";
  }

  void bad_indexes() {
    QFETCH(QByteArray, index);
    QFETCH(QString, sentence);
    QTemporaryDir folder;
    QVERIFY(test::write_file(test::inside(folder, kIndex), index.toStdString()));
    REQUIRE_REFUSED(open_checkpoint(folder.path().toStdString(), "llama", small_spec()), sentence.toStdString());
  }

  void links() {
    namespace fs = std::filesystem;
    QTemporaryDir folder, elsewhere;
    const std::string file = one_tensor("model.embed_tokens.weight", "F32", "[5,8]", 40);
    QVERIFY(test::write_file(test::inside(elsewhere, "secret.safetensors"), file));
    QVERIFY(test::write_file(test::inside(folder, "real.safetensors"), file));
    const std::string link = test::inside(folder, "model.safetensors");
    fs::create_symlink(test::inside(elsewhere, "secret.safetensors"), link);
    REQUIRE(open_checkpoint(folder.path().toStdString(), "llama", small_spec())); // large files live on other disks
    fs::remove(link);
    fs::create_symlink("nowhere", link);
    REQUIRE_REFUSED(open_checkpoint(folder.path().toStdString(), "llama", small_spec()),
                    "is a link to nowhere, where no file is");
    fs::remove(link);
    fs::create_symlink("real.safetensors", link);
    REQUIRE(open_checkpoint(folder.path().toStdString(), "llama", small_spec()));
  }

  void hugging_face_cache() {
    namespace fs = std::filesystem;
    QTemporaryDir cache;
    const std::string file = one_tensor("model.embed_tokens.weight", "F32", "[5,8]", 40);
    const fs::path hub = cache.path().toStdString(), snapshot = hub / "models--a--b" / "snapshots" / "rev",
                   blobs = hub / "models--a--b" / "blobs";
    const fs::path foreign = hub / "models--c--d" / "blobs";
    for (const fs::path& folder : {snapshot, blobs, foreign})
      fs::create_directories(folder);
    QVERIFY(test::write_file((blobs / "0123").string(), file));
    QVERIFY(test::write_file((foreign / "4567").string(), file));
    fs::create_symlink("../../blobs/0123", snapshot / "model.safetensors");
    REQUIRE(open_checkpoint(snapshot.string(), "llama", small_spec()));
    fs::remove(snapshot / "model.safetensors");
    fs::create_symlink("../../../models--c--d/blobs/4567", snapshot / "model.safetensors");
    REQUIRE(open_checkpoint(snapshot.string(), "llama", small_spec()));
  }

  void nothing_there() {
    QTemporaryDir folder;
    QVERIFY(!has_checkpoint(folder.path().toStdString()));
    REQUIRE_REFUSED(open_checkpoint(folder.path().toStdString(), "llama", small_spec()),
                    "model.safetensors cannot be opened");
  }

  void unpublished_architectures() {
    QTemporaryDir folder;
    QVERIFY(test::write_file(test::inside(folder, "model.safetensors"), one_tensor("w", "F32", "[5,8]", 40)));
    const auto source = open_checkpoint(folder.path().toStdString(), "mingru", small_spec());
    REQUIRE(source);
    const auto read = read_all(**source, matrix("embed.weight", 5, 8));
    REQUIRE_REFUSED(read, "No published checkpoint has this architecture's weights");
    QVERIFY(read.error().code == ErrorCode::Unsupported);
  }

  /// A changed shape in config.json ends in a sentence, not in rows of another tensor.
  void another_models_config() {
    const auto expect = [](const std::string& from, const std::string& to, const char* sentence) {
      QTemporaryDir folder;
      std::string config = test::read_file(test::golden("hf/llama/config.json"));
      const size_t at = config.find(from);
      QVERIFY(at != std::string::npos);
      config.replace(at, from.size(), to);
      QVERIFY(test::write_file(test::inside(folder, "config.json"), config));
      QVERIFY(test::write_file(test::inside(folder, "model.safetensors"),
                               test::read_file(test::golden("hf/llama/model.safetensors"))));
      const auto model = open_model(folder.path().toStdString());
      REQUIRE(model);
      const auto source = open_weights(*model);
      REQUIRE(source);
      Status first;
      const Graph graph = model->model.record({1, 1, Phase::Decode});
      for (const WeightDecl& weight : graph.weights())
        if (const auto read = read_all(**source, weight); !read && first)
          first = read.error();
      REQUIRE_REFUSED(first, sentence);
    };
    const nlohmann::json config = nlohmann::json::parse(test::read_file(test::golden("hf/llama/config.json")));
    const auto layers = config["num_hidden_layers"].get<int>();
    expect("\"num_hidden_layers\": " + std::to_string(layers), "\"num_hidden_layers\": " + std::to_string(layers + 1),
           "The checkpoint has no tensor");
    const auto vocab = config["vocab_size"].get<int>();
    expect("\"vocab_size\": " + std::to_string(vocab), "\"vocab_size\": " + std::to_string(vocab + 1),
           "the configuration asks for");
  }
};

PARETO_TEST(CheckpointSourceTest)
#include "tst_checkpoint_source.moc"
