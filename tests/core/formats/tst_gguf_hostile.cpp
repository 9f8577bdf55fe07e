// SPDX-License-Identifier: GPL-3.0-or-later
// Files that lie. Each must be refused with one sentence that names the file and says what is wrong; none may crash or
// allocate more than the file justifies (the sanitizer preset runs this program too).
#include "core/exec/model_runner.h"
#include "core/formats/gguf/gguf.h"
#include "core/formats/open_model.h"
#include "tests/core/formats/gguf_builder.h"
#include "tests/support/program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <functional>
#include <limits>

using namespace pareto;
using pareto::tests::GgufBuilder;
using pareto::tests::tiny_llama;
using pareto::tests::tiny_mamba;

namespace {

constexpr uint64_t kHuge = uint64_t{1} << 63;
constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
using Make = std::function<std::string()>;
using Change = std::function<void(GgufBuilder&)>;

Make llama(const Change& change) {
  return [change] {
    GgufBuilder b = tiny_llama();
    change(b);
    return b.build();
  };
}
Make mamba(const Change& change) {
  return [change] {
    GgufBuilder b = tiny_mamba();
    change(b);
    return b.build();
  };
}
/// The tiny model with one key of its architecture set.
Make key_u32(const char* key, uint32_t value) {
  return llama([=](GgufBuilder& b) { b.u32(std::string("llama.") + key, value); });
}
Make key_f32(const char* key, float value) {
  return llama([=](GgufBuilder& b) { b.f32(std::string("llama.") + key, value); });
}
Make key_str(const char* key, const char* value) {
  return llama([=](GgufBuilder& b) { b.str(std::string("llama.") + key, value); });
}
Make without(const char* key) {
  return llama([=](GgufBuilder& b) { b.drop(key); });
}
Make without_tensor(const char* name) {
  return llama([=](GgufBuilder& b) { b.drop_tensor(name); });
}
/// A tiny llama of another width.
Make wide(uint64_t width, const Change& change) {
  return llama([=](GgufBuilder& b) {
    b.u32("llama.embedding_length", static_cast<uint32_t>(width));
    b.tensors.clear();
    b.add_floats("token_embd.weight", {width, 8})
        .add_floats("output.weight", {width, 8})
        .add_floats("output_norm.weight", {width});
    b.add_floats("blk.0.attn_norm.weight", {width})
        .add_floats("blk.0.ffn_norm.weight", {width})
        .add_floats("blk.0.attn_q.weight", {width, width});
    b.add_floats("blk.0.attn_k.weight", {width, width / 2}).add_floats("blk.0.attn_v.weight", {width, width / 2});
    b.add_floats("blk.0.attn_output.weight", {width, width}).add_floats("blk.0.ffn_gate.weight", {width, 16});
    b.add_floats("blk.0.ffn_up.weight", {width, 16}).add_floats("blk.0.ffn_down.weight", {16, width});
    change(b);
  });
}
/// Blocks of zeros under the rows of attn_q, widened so that a row is whole blocks.
Make typed(uint32_t type, uint64_t row, size_t bytes) {
  return llama([=](GgufBuilder& b) {
    auto& tensor = b.tensor("blk.0.attn_q.weight");
    tensor.type = type;
    tensor.dims = {row, 8};
    tensor.data = std::string(8 * bytes, '\0');
  });
}

struct Row {
  const char* name;
  const char* fragment; ///< of the message
  Make make;
};

std::vector<Row> container_rows() {
  const auto bytes = [](const std::string& text) { return [text] { return text; }; };
  return {
      {"empty file", "a GGUF header alone has 24", bytes("")},
      {"three bytes", "a GGUF header alone has 24", bytes("GGU")},
      {"other magic", "does not begin with", llama([](GgufBuilder& b) { b.magic = 0x46554748; })},
      {"version 0", "of GGUF version 0", llama([](GgufBuilder& b) { b.version = 0; })},
      {"version 1", "of GGUF version 1", llama([](GgufBuilder& b) { b.version = 1; })},
      {"version 4", "of GGUF version 4", llama([](GgufBuilder& b) { b.version = 4; })},
      {"big-endian", "big-endian", llama([](GgufBuilder& b) { b.version = 0x03000000; })},
      {"2^63 keys", "metadata keys", llama([](GgufBuilder& b) { b.pair_count = kHuge; })},
      {"2^64-1 keys", "metadata keys", llama([](GgufBuilder& b) { b.pair_count = kMost; })},
      {"2^63 tensors", "tensors; its", llama([](GgufBuilder& b) { b.tensor_count = kHuge; })},
      {"2^64-1 tensors", "tensors; its", llama([](GgufBuilder& b) { b.tensor_count = kMost; })},
      {"one key too many", "bytes where", llama([](GgufBuilder& b) { b.pair_count = b.pairs.size() + 1; })},
      {"one tensor too many", "bytes", llama([](GgufBuilder& b) { b.tensor_count = b.tensors.size() + 1; })},
      {"key of 2^63 bytes", "claims 9223372036854775808 bytes",
       llama([](GgufBuilder& b) { b.pairs[3].key_length = kHuge; })},
      {"key of 2^64-1 bytes", "claims 18446744073709551615 bytes",
       llama([](GgufBuilder& b) { b.pairs[3].key_length = kMost; })},
      {"empty key", "name of 0 bytes", llama([](GgufBuilder& b) { b.u32("", 1); })},
      {"key of 65536 bytes", "name of 65536 bytes", llama([](GgufBuilder& b) { b.u32(std::string(65536, 'k'), 1); })},
      {"key twice", "appears twice", llama([](GgufBuilder& b) { b.pairs.push_back(b.pairs[2]); })},
      {"value type 13", "unknown type 13", llama([](GgufBuilder& b) { b.set("x", 13, "abcd"); })},
      {"value type 2^32-1", "unknown type 4294967295", llama([](GgufBuilder& b) { b.set("x", 0xffffffff, "abcd"); })},
      {"bool of 2", "bool of 2", llama([](GgufBuilder& b) { b.set("x", 7, "\x02"); })},
      {"text of 2^63 bytes", "claims 9223372036854775808 bytes",
       llama([](GgufBuilder& b) { b.set("x", 8, GgufBuilder::bytes(kHuge) + "abc"); })},
      {"text that wraps around", "bytes where",
       llama([](GgufBuilder& b) { b.set("x", 8, GgufBuilder::bytes(kMost - 7) + "abc"); })},
      {"array of arrays", "array of arrays", llama([](GgufBuilder& b) {
         b.array("x", 9, 1, GgufBuilder::bytes<uint32_t>(0) + GgufBuilder::bytes<uint64_t>(0));
       })},
      {"array of type 99", "unknown type 99", llama([](GgufBuilder& b) { b.array("x", 99, 1, "abcd"); })},
      {"array of 2^63 bytes", "claims 9223372036854775808 elements",
       llama([](GgufBuilder& b) { b.array("x", 0, kHuge, "abcd"); })},
      {"array whose size wraps", "claims 2305843009213693953 elements",
       llama([](GgufBuilder& b) { b.array("x", 10, (uint64_t{1} << 61) + 1, "abcdefgh"); })},
      {"array of 2^60 texts", "claims 1152921504606846976 elements",
       llama([](GgufBuilder& b) { b.array("x", 8, uint64_t{1} << 60, GgufBuilder::text("a")); })},
      {"array text of 2^63 bytes", "reaches beyond the end",
       llama([](GgufBuilder& b) { b.array("x", 8, 1, GgufBuilder::bytes(kHuge)); })},
      {"array text of 2^64-4 bytes", "reaches beyond the end",
       llama([](GgufBuilder& b) { b.array("x", 8, 2, GgufBuilder::text("a") + GgufBuilder::bytes(kMost - 3)); })},
  };
}

std::vector<Row> tensor_rows() {
  const auto first = [](const std::function<void(GgufBuilder::Tensor&)>& change) {
    return llama([change](GgufBuilder& b) { change(b.tensors[0]); });
  };
  return {
      {"alignment 0", "'general.alignment'", llama([](GgufBuilder& b) { b.u32("general.alignment", 0); })},
      {"alignment 3", "'general.alignment'", llama([](GgufBuilder& b) { b.u32("general.alignment", 3); })},
      {"alignment 2^31", "'general.alignment'", llama([](GgufBuilder& b) { b.u32("general.alignment", 1u << 31); })},
      {"alignment -32", "'general.alignment'", llama([](GgufBuilder& b) { b.i32("general.alignment", -32); })},
      {"alignment as text", "'general.alignment'", llama([](GgufBuilder& b) { b.str("general.alignment", "32"); })},
      {"alignment as float", "'general.alignment'", llama([](GgufBuilder& b) { b.f32("general.alignment", 32); })},
      {"tensor without a name", "name of 0 bytes", first([](auto& t) { t.name.clear(); })},
      {"tensor name of 65 bytes", "name of 65 bytes", first([](auto& t) { t.name = std::string(65, 'n'); })},
      {"tensor name of 2^63 bytes", "claims 9223372036854775808 bytes", first([](auto& t) { t.name_length = kHuge; })},
      {"tensor twice", "appears twice", llama([](GgufBuilder& b) { b.tensors[1].name = b.tensors[0].name; })},
      {"no dimensions", "has 0 dimensions", first([](auto& t) { t.dims.clear(); })},
      {"five dimensions", "has 5 dimensions", first([](auto& t) {
         t.dims = {8, 8, 1, 1, 1};
       })},
      {"2^32-1 dimensions", "has 4294967295 dimensions", first([](auto& t) { t.rank = 0xffffffff; })},
      {"extent 0", "an extent of 0", first([](auto& t) {
         t.dims = {0, 8};
       })},
      {"extent 2^63", "leaves no possible size", first([](auto& t) {
         t.dims = {kHuge, 1};
       })},
      {"extents that wrap to 0", "leaves no possible size", first([](auto& t) {
         t.dims = {uint64_t{1} << 32, uint64_t{1} << 32};
       })},
      {"extents that wrap to 64", "leaves no possible size", first([](auto& t) {
         t.dims = {(uint64_t{1} << 61) + 16, 8};
       })},
      {"four huge extents", "leaves no possible size", first([](auto& t) {
         t.dims = {1u << 20, 1u << 20, 1u << 20, 1u << 20};
       })},
      {"2^61 elements", "is the file cut off", first([](auto& t) {
         t.dims = {uint64_t{1} << 31, uint64_t{1} << 30};
       })},
      {"row of half a block", "not a multiple of the 32", first([](auto& t) { t.type = 2; })},
      {"row of half a K block", "not a multiple of the 256", first([](auto& t) {
         t.type = 12, t.dims = {32, 2};
       })},
      {"removed type 4", "unknown type 4", first([](auto& t) { t.type = 4; })},
      {"removed type 31", "unknown type 31", first([](auto& t) { t.type = 31; })},
      {"removed type 36", "unknown type 36", first([](auto& t) { t.type = 36; })},
      {"type 42", "unknown type 42", first([](auto& t) { t.type = 42; })},
      {"type 2^32-1", "unknown type 4294967295", first([](auto& t) { t.type = 0xffffffff; })},
      {"offset 4", "not a multiple of the alignment", first([](auto& t) { t.offset = 4; })},
      {"offset 2^63", "is the file cut off", first([](auto& t) { t.offset = kHuge; })},
      {"offset that wraps", "is the file cut off", first([](auto& t) { t.offset = kMost - 31; })},
      {"offset at the end", "is the file cut off", first([](auto& t) { t.offset = uint64_t{1} << 20; })},
      {"two tensors in one place", "begins where another", llama([](GgufBuilder& b) { b.tensors[1].offset = 0; })},
      {"tensors overlap", "overlaps the tensor before it", llama([](GgufBuilder& b) { b.tensors[1].offset = 32; })},
      {"last tensor cut off", "is the file cut off",
       [] {
         GgufBuilder b = tiny_llama();
         b.pad_last = false;
         std::string all = b.build();
         all.pop_back();
         return all;
       }},
  };
}

std::vector<Row> hostile_metadata_rows() {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN(), kInf = std::numeric_limits<float>::infinity();
  return {
      {"no architecture", "'general.architecture' is missing", without("general.architecture")},
      {"architecture as number", "'general.architecture' is 7",
       llama([](GgufBuilder& b) { b.u32("general.architecture", 7); })},
      {"unknown architecture", "'bert' is not supported",
       llama([](GgufBuilder& b) { b.str("general.architecture", "bert"); })},
      {"architecture of two lines", "'lla?ma' is not supported",
       llama([](GgufBuilder& b) { b.str("general.architecture", "lla\nma"); })},
      {"misspelt architecture", "qwen2, qwen3, qwen35, qwen35moe, qwen3moe",
       llama([](GgufBuilder& b) { b.str("general.architecture", "lama"); })},
      {"only a vocabulary", "holds no model", llama([](GgufBuilder& b) { b.tensors.clear(); })},
      {"no block count", "'llama.block_count' is missing", without("llama.block_count")},
      {"no blocks", "'llama.block_count' is 0", key_u32("block_count", 0)},
      {"2^32-1 blocks", "'llama.block_count' is 4294967295", key_u32("block_count", 0xffffffff)},
      {"1000 blocks", "larger than the number of tensors", key_u32("block_count", 1000)},
      {"two blocks where one lies", "blk.1.", key_u32("block_count", 2)},
      {"block count as text", "is a text", key_str("block_count", "1")},
      {"block count as float", "is the number 1", key_f32("block_count", 1)},
      {"width 0", "'llama.embedding_length' is 0", key_u32("embedding_length", 0)},
      {"width 2^32-1", "'llama.embedding_length'", key_u32("embedding_length", 0xffffffff)},
      {"width of another model", "the metadata asks for", key_u32("embedding_length", 16)},
      {"no heads", "'llama.attention.head_count' is 0", key_u32("attention.head_count", 0)},
      {"heads that do not divide", "does not divide embedding_length", key_u32("attention.head_count", 3)},
      {"key-value heads that do not divide", "does not divide the 2 heads", key_u32("attention.head_count_kv", 3)},
      {"zero key-value heads", "'llama.attention.head_count_kv' is 0", key_u32("attention.head_count_kv", 0)},
      {"head array of the wrong length", "an array of 1 integers",
       llama([](GgufBuilder& b) { b.array("llama.attention.head_count", 4, 2, GgufBuilder::bytes<uint64_t>(2)); })},
      {"head array of texts", "an array of 1 integers",
       llama([](GgufBuilder& b) { b.strings("llama.attention.head_count", {"2"}); })},
      {"head array with 0", "holds 0",
       llama([](GgufBuilder& b) { b.array("llama.attention.head_count", 4, 1, GgufBuilder::bytes<uint32_t>(0)); })},
      {"ffn width -1", "'llama.feed_forward_length' is -1",
       llama([](GgufBuilder& b) { b.i32("llama.feed_forward_length", -1); })},
      {"ffn width of another model", "the metadata asks for", key_u32("feed_forward_length", 24)},
      {"no epsilon", "epsilon' is missing", without("llama.attention.layer_norm_rms_epsilon")},
      {"epsilon NaN", "epsilon' is the number", key_f32("attention.layer_norm_rms_epsilon", kNan)},
      {"epsilon infinite", "epsilon' is the number", key_f32("attention.layer_norm_rms_epsilon", kInf)},
      {"epsilon negative", "epsilon' is the number", key_f32("attention.layer_norm_rms_epsilon", -1e-5f)},
      {"rope base NaN", "'llama.rope.freq_base'", key_f32("rope.freq_base", kNan)},
      {"rope base 0", "'llama.rope.freq_base'", key_f32("rope.freq_base", 0)},
      {"rope base infinite", "'llama.rope.freq_base'", key_f32("rope.freq_base", kInf)},
      {"odd rotary width", "must be even", key_u32("rope.dimension_count", 3)},
      {"rotary width beyond a head", "must be even", key_u32("rope.dimension_count", 6)},
      {"unknown rope scaling", "'llama.rope.scaling.type'", key_str("rope.scaling.type", "dynamic")},
      {"rope factor 0", "'llama.rope.scaling.factor'", key_f32("rope.scaling.factor", 0)},
      {"rope factor NaN", "'llama.rope.scaling.factor'", key_f32("rope.scaling.factor", kNan)},
      {"rope scaling type as number", "'llama.rope.scaling.type' is 1", key_u32("rope.scaling.type", 1)},
      {"rotary factors of another width", "one for each rotated pair",
       llama([](GgufBuilder& b) { b.add_floats("rope_freqs.weight", {3}, 1); })},
      {"rotary factor 0", "a factor that is not",
       llama([](GgufBuilder& b) { b.add_floats("rope_freqs.weight", {2}, 0, 0); })},
      {"rotary factor NaN", "a factor that is not", llama([](GgufBuilder& b) {
         b.add("rope_freqs.weight", {2}, GgufBuilder::bytes(kNan) + GgufBuilder::bytes(1.0f));
       })},
      {"only long rotary factors", "needs the other set",
       llama([](GgufBuilder& b) { b.add_floats("rope_factors_long.weight", {2}, 1); })},
      {"context length 0", "'llama.context_length' is 0", key_u32("context_length", 0)},
      {"vocabulary differs", "'llama.vocab_size' differs", key_u32("vocab_size", 9)},
      {"token list differs", "where tokenizer.ggml.tokens has 2", llama([](GgufBuilder& b) {
         b.strings("tokenizer.ggml.tokens", {"a", "b"});
       })},
      {"mixture of experts", "mixtures of experts", key_u32("expert_count", 8)},
      {"key length differs", "the metadata asks for",
       llama([](GgufBuilder& b) { b.u32("llama.attention.key_length", 8).u32("llama.attention.value_length", 8); })},
      {"value length differs", "differs from the key length", key_u32("attention.value_length", 8)},
      {"one of three parts", "part 1 of 3", llama([](GgufBuilder& b) {
         b.set("split.no", 2, std::string(2, '\0')).set("split.count", 2, GgufBuilder::bytes<uint16_t>(3));
       })},
  };
}

std::vector<Row> weight_rows() {
  return {
      {"no embedding", "holds no model", without_tensor("token_embd.weight")},
      {"embedding as vector", "not a matrix", llama([](GgufBuilder& b) { b.tensor("token_embd.weight").dims = {64}; })},
      {"no final norm", "no tensor 'output_norm.weight'", without_tensor("output_norm.weight")},
      {"no queries", "no tensor 'blk.0.attn_q.weight'", without_tensor("blk.0.attn_q.weight")},
      {"no feed-forward norm", "no tensor 'blk.0.ffn_norm.weight'", without_tensor("blk.0.ffn_norm.weight")},
      {"transposed matrix", "the metadata asks for [8, 16]", llama([](GgufBuilder& b) {
         b.tensor("blk.0.ffn_down.weight").dims = {8, 16};
       })},
      {"norm of another width", "the metadata asks for [8]",
       llama([](GgufBuilder& b) { b.tensor("output_norm.weight").dims = {4}; })},
      {"head of another vocabulary", "the metadata asks for [8, 8]", llama([](GgufBuilder& b) {
         b.tensor("output.weight").dims = {8, 7};
       })},
      {"bias of another width", "the metadata asks for",
       llama([](GgufBuilder& b) { b.add_floats("blk.0.attn_q.bias", {7}); })},
      {"bias of queries alone", "no tensor 'blk.0.attn_k.bias'",
       llama([](GgufBuilder& b) { b.add_floats("blk.0.attn_q.bias", {8}); })},
      {"a tensor too many", "has no place",
       llama([](GgufBuilder& b) { b.add_floats("blk.0.attn_sinks.weight", {8}); })},
      {"a block too many", "has no place", llama([](GgufBuilder& b) { b.add_floats("blk.1.attn_norm.weight", {8}); })},
      {"a tensor name of two lines", "'a?b' has no place", llama([](GgufBuilder& b) { b.add_floats("a\nb", {8}); })},
      {"integers as weights", "hold integers", typed(26, 8, 32)},
      {"blocks of an engine's own arithmetic", "Q8_K is not supported as a weight",
       wide(256,
            [](GgufBuilder& b) {
              auto& tensor = b.tensor("blk.0.attn_q.weight");
              tensor.type = 15;
              tensor.data = std::string(256 * 292, '\0');
            })},
      {"norm in blocks", "is a vector stored as Q8_0",
       wide(32,
            [](GgufBuilder& b) {
              auto& tensor = b.tensor("output_norm.weight");
              tensor.type = 8;
              tensor.data = std::string(34, '\0');
            })},
      {"growing mamba", "decay rates are negative",
       mamba([](GgufBuilder& b) { b.tensor("blk.0.ssm_a").data = GgufBuilder::floats(64, 0.5f); })},
      {"mamba with a rate of 0", "decay rates are negative",
       mamba([](GgufBuilder& b) { b.tensor("blk.0.ssm_a").data = GgufBuilder::floats(64, 0, 0); })},
      {"mamba rank of another model", "the metadata asks for",
       mamba([](GgufBuilder& b) { b.u32("mamba.ssm.time_step_rank", 3); })},
      {"mamba state 2^20", "'mamba.ssm.state_size' is 1048576",
       mamba([](GgufBuilder& b) { b.u32("mamba.ssm.state_size", 1u << 20); })},
      {"mamba kernel missing", "'mamba.ssm.conv_kernel' is missing",
       mamba([](GgufBuilder& b) { b.drop("mamba.ssm.conv_kernel"); })},
      {"mamba flag as number", "must be a bool", mamba([](GgufBuilder& b) { b.u32("mamba.ssm.dt_b_c_rms", 1); })},
      {"gpt2 without positions", "'gpt2.context_length' is missing",
       [] {
         GgufBuilder b = tiny_llama();
         b.str("general.architecture", "gpt2")
             .drop("llama.context_length")
             .u32("gpt2.embedding_length", 8)
             .u32("gpt2.block_count", 1);
         b.f32("gpt2.attention.layer_norm_epsilon", 1e-5f)
             .u32("gpt2.attention.head_count", 2)
             .u32("gpt2.feed_forward_length", 16);
         return b.build();
       }},
      {"gemma3 window pattern of texts", "sliding_window_pattern",
       [] {
         GgufBuilder b = tiny_llama();
         for (auto& pair : b.pairs)
           if (pair.key.rfind("llama.", 0) == 0)
             pair.key = "gemma3." + pair.key.substr(6);
         b.str("general.architecture", "gemma3").strings("gemma3.attention.sliding_window_pattern", {"a"});
         return b.build();
       }},
  };
}

std::vector<Row> all_rows() {
  std::vector<Row> rows;
  for (auto part : {container_rows(), tensor_rows(), hostile_metadata_rows(), weight_rows()})
    rows.insert(rows.end(), part.begin(), part.end());
  return rows;
}

} // namespace

class TestGgufHostile : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void theTinyModelsThemselvesAreSound();
  void oneSentenceEach_data();
  void oneSentenceEach();
  void truncatedAnywhere_data();
  void truncatedAnywhere();
  void anyByteChanged_data();
  void anyByteChanged();

private:
  /// Everything a person would do with the file: open, list, load, one step. The first error.
  Status use(const std::string& bytes);
  QTemporaryDir m_folder;
  std::unique_ptr<Executor> m_executor;
};

Status TestGgufHostile::use(const std::string& bytes) {
  QFile file(m_folder.filePath("hostile.gguf"));
  if (!file.open(QIODevice::WriteOnly) ||
      file.write(bytes.data(), static_cast<qint64>(bytes.size())) != static_cast<qint64>(bytes.size()))
    return fail(ErrorCode::Io, "the test cannot write its file");
  file.close();
  if (!m_executor) {
    PARETO_TRY_ASSIGN(executor, make_executor("reference"));
    m_executor = std::move(executor);
  }
  PARETO_TRY_ASSIGN(model, open_model(file.fileName().toStdString()));
  PARETO_TRY_ASSIGN(loaded, LoadedModel::load(*m_executor, model, {Precision::F32, Format::F32}));
  PARETO_TRY_ASSIGN(state, loaded->new_state(1, 2, 2));
  SequenceBatch sequence(*loaded, *state, 1);
  PARETO_TRY_ASSIGN(program, sequence.step(std::vector<int32_t>{0, 1}, LogitRows::Last));
  static_cast<void>(program);
  return {};
}

void TestGgufHostile::theTinyModelsThemselvesAreSound() {
  for (const std::string& bytes : {tiny_llama().build(), tiny_mamba().build()}) {
    const Status status = use(bytes);
    QVERIFY2(status, status ? "" : status.error().message.c_str());
  }
}

void TestGgufHostile::oneSentenceEach_data() {
  QTest::addColumn<int>("index");
  const std::vector<Row> rows = all_rows();
  QVERIFY(rows.size() >= 110);
  for (size_t i = 0; i < rows.size(); ++i)
    QTest::newRow(rows[i].name) << static_cast<int>(i);
}

void TestGgufHostile::oneSentenceEach() {
  QFETCH(int, index);
  static const std::vector<Row> rows = all_rows();
  const Row& row = rows[static_cast<size_t>(index)];
  const Status status = use(row.make());
  QVERIFY2(!status, "the file was accepted");
  const Error& error = status.error();
  QVERIFY2(error.message.find(row.fragment) != std::string::npos, error.message.c_str());
  QVERIFY2(error.message.back() == '.' && error.message.find('\n') == std::string::npos && error.message.size() < 400,
           error.message.c_str());
  QVERIFY2(error.code == ErrorCode::InvalidFile || error.code == ErrorCode::Unsupported ||
               error.code == ErrorCode::NotFound,
           error.message.c_str());
}

void TestGgufHostile::truncatedAnywhere_data() {
  QTest::addColumn<bool>("recurrent");
  QTest::newRow("llama") << false;
  QTest::newRow("mamba") << true;
}

void TestGgufHostile::truncatedAnywhere() {
  QFETCH(bool, recurrent);
  GgufBuilder builder = recurrent ? tiny_mamba() : tiny_llama();
  builder.pad_last = false;
  const std::string whole = builder.build();
  const auto read = [](const std::string& bytes) {
    return GgufFile::read(MappedFile::borrow(std::as_bytes(std::span(bytes))), "memory.gguf");
  };
  QVERIFY(read(whole));
  for (size_t length = 0; length < whole.size(); ++length) {
    const std::string part =
        whole.substr(0, length); // a copy of its own, so that a read beyond it is seen by the sanitizer
    const auto file = read(part);
    QVERIFY2(!file, qPrintable(QString::number(length)));
    QVERIFY(file.error().message.back() == '.');
  }
}

void TestGgufHostile::anyByteChanged_data() { truncatedAnywhere_data(); }

/// Changed bytes may leave a valid file; then everything in it must still lie inside.
void TestGgufHostile::anyByteChanged() {
  QFETCH(bool, recurrent);
  const std::string whole = (recurrent ? tiny_mamba() : tiny_llama()).build();
  for (size_t at = 0; at < whole.size(); ++at)
    for (const char value : {'\0', '\x01', '\x7f', '\xff'}) {
      std::string bytes = whole;
      bytes[at] = value;
      const auto file = GgufFile::read(MappedFile::borrow(std::as_bytes(std::span(bytes))), "memory.gguf");
      if (!file) {
        QVERIFY(file.error().message.back() == '.');
        continue;
      }
      const auto* base = reinterpret_cast<const std::byte*>(bytes.data());
      for (const GgufTensor& tensor : file->tensors())
        QVERIFY(tensor.data.data() >= base && tensor.data.data() + tensor.data.size() <= base + bytes.size());
    }
}

PARETO_TEST(TestGgufHostile)
#include "tst_gguf_hostile.moc"
