// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/gguf/gguf.h"
#include "core/text/vocabulary.h"
#include "tests/core/formats/gguf_builder.h"
#include "tests/core/formats/safetensors_bytes.h"
#include "tests/core/model/folder_cases.h"
#include "tests/support/program.h"

#include <cstring>
#include <functional>

using namespace pareto;
using nlohmann::json;
using test::Checkpoint;
using test::codes;
using test::Folder;
using test::llama;
using test::readable;
using test::StoredTensor;
using test::wrong;

/// Tensors without a place, and names and forms as the field has them. Kinds C and J of the field cases.
class FolderTensorsTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  // ---- C: tensors without a place

  void unused_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("shape"); // "mask", "vector"
    QTest::addColumn<QString>("code");
    const auto row = [](const char* name, const char* shape, const char* code) {
      QTest::newRow(name) << name << shape << code;
    };
    for (const char* name : {"model.layers.0.self_attn.q_proj.bias", "model.layers.1.self_attn.o_proj.bias",
                             "model.layers.0.mlp.gate_proj.bias", "model.layers.0.self_attn.q_norm.weight",
                             "model.layers.0.post_feedforward_layernorm.weight", "model.layers.7.mlp.up_proj.weight",
                             "lm_head.bias", "score.weight", "v_head.summary.weight", "model.norm.bias",
                             "model.embed_positions.weight", "model.layers.0.self_attn.sinks",
                             "model.layers.0.self_attn.q_proj.lora_A.weight", "model.layers.0.self_attn.attn.bias"})
      row(name, "vector", "unused_tensors");
    for (const char* name :
         {"model.layers.0.self_attn.rotary_emb.inv_freq", "model.rotary_emb.inv_freq",
          "model.layers.0.self_attn.rotary_emb.cos_cached", "model.layers.0.self_attn.rotary_emb.sin_cached",
          "model.layers.0.attn.masked_bias", "model.embeddings.position_ids", "norm.num_batches_tracked", "rope.freqs",
          "model.layers.0.total_ops", "model.layers.0.total_params"})
      row(name, "vector", "");
    for (const char* name : {"h.0.attn.bias", "gpt_neox.layers.0.attention.bias"})
      row(name, "mask", "");
    for (const char* name :
         {"vision_tower.blocks.0.weight", "multi_modal_projector.linear_1.weight", "visual.patch_embed.proj.weight",
          "model.visual.merger.ln_q.weight", "model.vision_tower.norm.weight", "audio_tower.conv1.weight",
          "image_newline", "mtp.layers.0.weight"})
      row(name, "vector", "other_parts");
  }

  void unused() {
    QFETCH(QString, name);
    QFETCH(QString, shape);
    QFETCH(QString, code);
    Checkpoint model = llama();
    const std::string tensor = name.toStdString();
    model.parts.push_back(shape == "mask" ? StoredTensor{tensor, "U8", {1, 1, 4, 4}, std::string(16, '\1')}
                                          : StoredTensor{tensor, "F32", {4}, std::string(16, '\1')});
    Folder folder;
    folder.put(model);
    RIGHT(folder);
    QCOMPARE(codes(folder.path()), code.toStdString());
    if (code == "unused_tensors")
      QVERIFY(QString::fromStdString(open_model(folder.path())->warnings.front().message).contains(name));
  }

  void goldens_use_every_tensor_data() {
    QTest::addColumn<QString>("name");
    for (const QString& name : readable())
      QTest::newRow(qPrintable(name)) << name;
  }

  void goldens_use_every_tensor() {
    QFETCH(QString, name);
    const char* said = test::is_composite(name) ? "other_parts" : "";
    if (test::has_unused(name))
      said = "unused_tensors";
    QCOMPARE(codes(test::golden("hf/" + name.toStdString())), std::string(said));
  }

  void many_unused() {
    Checkpoint model = llama();
    for (int i = 0; i < 100; ++i)
      model.parts.push_back({"extra." + std::to_string(i), "F32", {1}, "\1\1\1\1"});
    Folder folder;
    folder.put(model);
    const std::string said = open_model(folder.path())->warnings.front().message;
    QVERIFY2(said.find("100 tensors") != std::string::npos && said.find("and 92 more") != std::string::npos &&
                 said.size() < 500,
             said.c_str());
  }

  void gguf_parts_beside_data() {
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<bool>("opens");
    for (const char* tensor :
         {"v.patch_embd.weight", "v.blk.0.attn_q.weight", "mm.0.weight", "mm.mm_input_projection.weight",
          "a.blk.0.ffn_up.weight", "resampler.query", "rope_freqs.weight"})
      QTest::newRow(tensor) << tensor << true;
    for (const char* tensor :
         {"blk.0.attn_q.bias", "blk.0.attn_q_norm.weight", "blk.1.attn_norm.weight", "output_norm.bias",
          "token_types.weight", "cls.weight", "blk.0.ffn_gate_inp.weight", "version"})
      QTest::newRow(tensor) << tensor << false;
  }

  void gguf_parts_beside() {
    QFETCH(QString, tensor);
    QFETCH(bool, opens);
    Folder folder;
    folder.put(
        "m.gguf",
        tests::tiny_llama().add_floats(tensor.toStdString(), {tensor == "rope_freqs.weight" ? 2u : 8u}, 1, 0).build());
    const auto model = open_model(folder.at("m.gguf"));
    if (model) {
      const auto source = open_weights(*model);
      if (opens)
        REQUIRE(source);
      else if (tensor != "blk.0.attn_q.bias") // which has a place where it is
        REQUIRE_REFUSED(source, tensor.toStdString());
    } else {
      QVERIFY(!opens);
    }
    QCOMPARE(codes(folder.at("m.gguf")) == "other_parts", opens && tensor != "rope_freqs.weight");
  }

  // ---- J: names and forms of the field

  void spellings_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("head");
    const auto row = [](const QString& name, const QString& from, const QString& to, const QString& head) {
      QTest::addRow("%s: %s, head %s", qPrintable(name), qPrintable(to), qPrintable(head))
          << name << from << to << head;
    };
    for (const QString& name : readable()) {
      if (test::is_composite(name) || test::has_unused(name)) // the former has one of these spellings itself
        continue;
      const Checkpoint model = Checkpoint::golden(name.toStdString());
      for (const char* root : {"model.", "transformer.", "gpt_neox.", "backbone."})
        for (const StoredTensor& part : model.parts)
          if (part.name.rfind(root, 0) == 0) {
            row(name, root, "", "");
            row(name, root, QString("language_model.") + root, "language_model.");
            break;
          }
    }
    for (const char* to :
         {"model.language_model.", "language_model.", "text_model.", "model.text_model.", "text_model.model.",
          "llm.model.", "module.model.", "_orig_mod.model.", "base_model.model.model.", "thinker.model."})
      row("llama", "model.", to, "");
    for (const char* part : {"language_model.", "text_model.", "llm.", "module.", "_orig_mod.", "base_model.model."})
      row("llama", "model.", QString(part) + "model.", part);
  }

  /// The same tensors under the names of other programs.
  void spellings() {
    QFETCH(QString, name);
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, head);
    Checkpoint model = Checkpoint::golden(name.toStdString());
    model.rename([&](const std::string& tensor) {
      const std::string root = from.toStdString();
      return tensor.rfind(root, 0) == 0 ? to.toStdString() + tensor.substr(root.size()) : head.toStdString() + tensor;
    });
    Folder folder;
    folder.put(model);
    RIGHT(folder);
    QCOMPARE(codes(folder.path()), std::string());
  }

  void other_kinds_of_names() {
    Checkpoint model = llama();
    model.rename([](const std::string& tensor) { return "tok." + tensor; });
    Folder folder;
    folder.put(model);
    QCOMPARE(QString::fromStdString(wrong(folder.path())).contains("its names are of another kind, such as 'tok."),
             true);
  }

  void unknown_types() {
    for (const char* type : {"F8_E8M0", "F4", "F6_E2M3", "C64", "I128"}) {
      Checkpoint model = llama();
      model.parts.push_back({"model.rotary_emb.inv_freq", type, {4}, "abcdefgh"});
      Folder folder;
      folder.put(model);
      RIGHT(folder);
      model.remove("model.norm.weight");
      model.parts.back().name = "model.norm.weight";
      model.parts.back().shape = {model.config["hidden_size"].get<int64_t>()};
      folder.put("model.safetensors", model.parts);
      QVERIFY(QString::fromStdString(wrong(folder.path())).contains(type));
    }
  }

  void no_metadata() {
    Folder folder;
    const std::string file = pareto::test::file_of(llama().parts);
    uint64_t length = 0;
    std::memcpy(&length, file.data(), sizeof length);
    std::string header = file.substr(8, length);
    header.insert(1, "\"__metadata__\":null,");
    folder.put(llama()).put("model.safetensors",
                            pareto::test::length_bytes(header.size()) + header + file.substr(8 + length));
    RIGHT(folder);
  }

  void bare_numbers_data() {
    QTest::addColumn<QByteArray>("limit");
    for (const char* limit :
         {"[0.0, Infinity]", R"([0.0, {"__float__": "Infinity"}])", R"([0.0, "Infinity"])", "[0.0,Infinity]"})
      QTest::newRow(limit) << QByteArray(limit);
  }

  /// As Python writes and reads them.
  void bare_numbers() {
    QFETCH(QByteArray, limit);
    const Checkpoint model = Checkpoint::golden("mamba2");
    std::string text = model.config.dump();
    json without = model.config;
    without.erase("time_step_limit");
    text = without.dump();
    text.insert(text.size() - 1, ", \"time_step_limit\": " + limit.toStdString() +
                                     ", \"some_loss\": NaN, \"low\": -Infinity, \"text\": \"NaN, \\\"Infinity\"");
    Folder folder;
    folder.put(model).put("config.json", text);
    RIGHT(folder);
  }

  void looser_configurations_data() {
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("byte-order mark") << QByteArray("\xef\xbb\xbf") << QByteArray();
    QTest::newRow("blanks around") << QByteArray("\n\n  ") << QByteArray("  \n");
  }

  void looser_configurations() {
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    Folder folder;
    folder.put(llama()).put("config.json", before.toStdString() + llama().config.dump() + after.toStdString());
    RIGHT(folder);
  }

  void nulls_are_absent() {
    Checkpoint model = llama();
    for (const char* key :
         {"rope_scaling", "head_dim", "sliding_window", "quantization_config", "text_config", "layer_types"})
      if (!model.config.contains(key))
        model.config[key] = nullptr;
    Folder folder;
    folder.put(model);
    RIGHT(folder);
  }

  /// In GGUF files, too, -1 is no token; anything else outside the vocabulary stays an error.
  void no_end_token_in_gguf() {
    const auto with = [](const std::function<void(tests::GgufBuilder&)>& change) {
      tests::GgufBuilder b = tests::tiny_llama();
      b.str("tokenizer.ggml.model", "gpt2").strings("tokenizer.ggml.merges", {"a b"});
      change(b);
      return b.build();
    };
    Folder folder;
    folder.put("signed.gguf", with([](auto& b) { b.i32("tokenizer.ggml.eos_token_id", -1); }))
        .put("unsigned.gguf", with([](auto& b) { b.u32("tokenizer.ggml.eos_token_id", UINT32_MAX); }));
    folder.put("wrong.gguf", with([](auto& b) { b.u32("tokenizer.ggml.eos_token_id", 8); }));
    for (const char* name : {"signed.gguf", "unsigned.gguf"}) {
      const auto file = GgufFile::open(folder.at(name));
      REQUIRE(file);
      REQUIRE(read_vocabulary(*file));
    }
    const auto wrong = GgufFile::open(folder.at("wrong.gguf"));
    REQUIRE(wrong);
    REQUIRE_REFUSED(read_vocabulary(*wrong), "tokenizer.ggml.eos_token_id");
  }

  void dynamic_rope_data() {
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("kind");
    for (const char* place : {"rope_scaling", "rope_parameters"})
      for (const char* kind : {"type", "rope_type"})
        QTest::addRow("%s.%s", place, kind) << place << kind;
  }

  /// Plain up to max_position_embeddings; beyond it the frequencies change with every token, which is refused with its
  /// reason.
  void dynamic_rope() {
    QFETCH(QString, place);
    QFETCH(QString, kind);
    Checkpoint model = llama();
    const json base = model.config["rope_parameters"].value("rope_theta", json(10000.0));
    model.config.erase("rope_parameters");
    model.config["rope_theta"] = base;
    model.config[place.toStdString()] = {{kind.toStdString(), "dynamic"}, {"factor", 4.0}};
    Folder folder;
    folder.put(model);
    RIGHT(folder);
    model.config["max_position_embeddings"] = 8;
    folder.put("config.json", model.config);
    QVERIFY(QString::fromStdString(wrong(folder.path())).contains("scales its rotary embedding dynamically"));
  }
};

PARETO_TEST(FolderTensorsTest)
#include "tst_folder_tensors.moc"
