// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/formats/gguf_builder.h"
#include "tests/core/model/folder_cases.h"
#include "tests/support/program.h"

using namespace pareto;
using nlohmann::json;
using test::Checkpoint;
using test::codes;
using test::Folder;
using test::llama;
using test::StoredTensor;
using test::wrong;

/// What a file or folder is, said by its name. Kind K of the field cases.
class FolderKindsTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  // ---- K: what a file is

  void packed_data() {
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QString>("word");
    const auto method = [](const char* name) {
      QTest::newRow(name) << QByteArray::fromStdString(
                                 json{{"quantization_config", {{"quant_method", name}, {"bits", 4}}}}.dump())
                          << name;
    };
    for (const char* name : {"awq", "gptq", "bitsandbytes", "fp8", "compressed-tensors", "hqq", "aqlm", "quanto",
                             "eetq", "torchao", "mxfp4", "fbgemm_fp8", "higgs", "spqr", "vptq", "bitnet", "modelopt"})
      method(name);
    QTest::newRow("old compressed-tensors")
        << QByteArray(R"({"compression_config": {"quant_method": "sparseml"}})") << "sparseml";
    QTest::newRow("mlx") << QByteArray(R"({"quantization": {"group_size": 64, "bits": 4}})") << "mlx";
    QTest::newRow("no method") << QByteArray(R"({"quantization_config": {"bits": 8}})")
                               << "quantization_config says that they are packed in 8 bits";
  }

  void packed() {
    QFETCH(QByteArray, statement);
    QFETCH(QString, word);
    Checkpoint model = llama();
    model.config.update(json::parse(statement.toStdString()));
    Folder folder, bare, wrapped;
    folder.put(model);
    REQUIRE_REFUSED(open_model(folder.path()), word.toStdString());
    bare.put("config.json", model.config); // speed is that of the shape, packed or not
    REQUIRE(open_model(bare.path()));
    model.config = {{"model_type", "llava"}, {"text_config", model.config}};
    wrapped.put(model);
    REQUIRE_REFUSED(open_model(wrapped.path()), word.toStdString());
  }

  void packed_by_other_files() {
    for (const char* file : {"quantize_config.json", "quant_config.json", "hf_quant_config.json"}) {
      Folder folder;
      folder.put(llama()).put(file, json{{"bits", 4}});
      REQUIRE_REFUSED(open_model(folder.path()), file);
    }
  }

  void packed_by_names_data() {
    QTest::addColumn<QString>("end");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* end, const char* word) { QTest::newRow(end) << end << word; };
    row(".qweight", "GPTQ or AWQ");
    row(".weight_packed", "compressed-tensors");
    row(".weight.absmax", "bitsandbytes");
    row(".SCB", "bitsandbytes");
    row(".weight_scale_inv", "FP8");
    row(".base_layer.weight", "adapter");
    row(".W_q", "HQQ");
    row(".codes", "AQLM");
  }

  /// The configuration is silent, the tensors' names are not.
  void packed_by_names() {
    QFETCH(QString, end);
    QFETCH(QString, word);
    Checkpoint model = llama();
    model.remove("model.layers.0.self_attn.q_proj.weight");
    model.parts.push_back({"model.layers.0.self_attn.q_proj" + end.toStdString(), "I32", {1}, "\1\1\1\1"});
    Folder folder;
    folder.put(model);
    const QString said = QString::fromStdString(wrong(folder.path()));
    QVERIFY2(said.contains(word) && said.contains("model.layers.0.self_attn.q_proj.weight") &&
                 !said.contains("another model"),
             qPrintable(said));
  }

  void wrappers_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("model");
    const auto row = [](const char* type, const char* key, const char* model) {
      QTest::addRow("%s: %s, %s", type, key, model) << type << key << model;
    };
    row("gemma3", "text_config", "gemma3_text");
    row("llava", "text_config", "llama");
    row("llava_next", "text_config", "mistral-window");
    row("mistral3", "text_config", "mistral-window");
    row("internvl_chat", "llm_config", "qwen2");
    row("internvl", "text_config", "qwen3");
    row("janus", "language_config", "llama");
    row("idefics3", "text_config", "llama");
    row("paligemma", "text_config", "gemma2");
    row("phi3_v", "text_config", "phi3");
    row("a type of tomorrow", "text_config", "cohere");
    row("qwen2_5_omni", "thinker_config/text_config", "qwen2");
    row("qwen2_vl", "text_config as qwen2_vl_text", "qwen2");
    row("qwen2_5_vl", "text_config as qwen2_5_vl_text", "qwen2");
    row("qwen3_vl", "text_config as qwen3_vl_text", "qwen3");
  }

  /// The language model of a multimodal one, with a vision tower beside it.
  void wrappers() {
    QFETCH(QString, type);
    QFETCH(QString, key);
    QFETCH(QString, model);
    Checkpoint checkpoint = Checkpoint::golden(model.toStdString());
    json inner = checkpoint.config;
    if (key.contains(" as "))
      inner["model_type"] = key.section(" as ", 1).toStdString();
    QStringList path = key.section(" as ", 0, 0).split('/');
    while (!path.isEmpty())
      inner = json{{path.takeLast().toStdString(), inner}};
    inner.update({{"model_type", type.toStdString()},
                  {"vision_config", {{"model_type", "siglip_vision_model"}, {"hidden_size", 16}}}});
    checkpoint.config = inner;
    checkpoint.parts.push_back({"vision_tower.weight", "F32", {1}, "\1\1\1\1"});
    checkpoint.rename([](const std::string& name) { return name[0] == 'v' ? name : "language_model." + name; });
    Folder folder;
    folder.put(checkpoint);
    RIGHT(folder);
    QCOMPARE(codes(folder.path()), std::string("other_parts"));
  }

  /// Qwen2-VL as it is published: everything at the top, a rotary embedding of three positions.
  void flat_wrapper() {
    Checkpoint model = Checkpoint::golden("qwen2");
    const json theta = model.config["rope_parameters"].value("rope_theta", json(10000.0));
    model.config.erase("rope_parameters");
    model.config.update({{"model_type", "qwen2_vl"},
                         {"vision_config", {{"depth", 2}}},
                         {"rope_theta", theta},
                         {"rope_scaling", {{"type", "mrope"}, {"mrope_section", {2, 1, 1}}}}});
    model.parts.push_back({"visual.blocks.0.weight", "F32", {1}, "\1\1\1\1"});
    Folder folder;
    folder.put(model);
    RIGHT(folder);
  }

  void unsupported_wrappers() {
    for (const char* type : {"kimi_text", "mllama_text_model", "gemma5_text", "clip_text_model"}) {
      Folder folder;
      folder.put("config.json", json{{"model_type", "gemma3"}, {"text_config", {{"model_type", type}}}});
      const auto model = open_model(folder.path());
      REQUIRE_REFUSED(model, std::string("$.text_config.model_type = \"") + type + "\" is not supported");
      QVERIFY(!QString::fromStdString(model.error().message).contains("did you mean"));
    }
  }

  void left_out_defaults() {
    const json llava{
        {"model_type", "llava"},
        {"text_config", {{"max_position_embeddings", 4096}, {"vocab_size", 32064}, {"rms_norm_eps", 1e-5}}}};
    Folder folder;
    folder.put("config.json", llava);
    const auto model = open_model(folder.path());
    REQUIRE(model);
    QCOMPARE(model->model.spec().hidden, int64_t{4096});
    QCOMPARE(model->model.spec().blocks.size(), size_t{32});
    QCOMPARE(model->model.spec().max_context, int64_t{4096});
  }

  void no_other_architecture_is_offered_data() {
    QTest::addColumn<QString>("type");
    for (const char* type : {"jetmoe", "mamba9", "qwen",      "qwen4",     "llama4",  "gemma",   "gemma3", "phi",
                             "phi4",   "glm",    "glm5",      "olmo",      "olmo4",   "cohere3", "rwkv8",  "rwkv9",
                             "gpt2x",  "hgrn3",  "starcoder", "nanochat2", "gpt_neo", "smollm"})
      QTest::newRow(type) << type;
  }

  void no_other_architecture_is_offered() {
    QFETCH(QString, type);
    Folder folder;
    json config = llama().config;
    config["model_type"] = type.toStdString();
    folder.put("config.json", config)
        .put("m.bin", tests::tiny_llama().str("general.architecture", type.toStdString()).build());
    for (const std::string& path : {folder.path(), folder.at("m.bin"), type.toStdString() + "@125m"}) {
      const auto model = open_model(path);
      QVERIFY(!model);
      const QString said = QString::fromStdString(model.error().message);
      QVERIFY2(!said.contains("mean") && !said.contains("nearest"), qPrintable(said));
    }
  }

  void folders_without_a_model_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("adapter") << "adapter_config.json"
                             << "holds a LoRA adapter";
    QTest::newRow("pipeline") << "model_index.json"
                              << "holds a pipeline for images";
    QTest::newRow("the makers' form") << "params.json"
                                      << "the makers' own form";
    QTest::newRow("weights alone") << "model.safetensors"
                                   << "has no config.json";
    QTest::newRow("anything") << "README.md"
                              << "has no config.json";
  }

  void folders_without_a_model() {
    QFETCH(QString, file);
    QFETCH(QString, sentence);
    Folder folder;
    folder.put(file.toStdString(), std::string("{}"));
    REQUIRE_REFUSED(open_model(folder.path()), sentence.toStdString());
  }

  void adapters_beside_a_model() {
    Folder folder;
    folder.put(llama())
        .put("adapter_config.json", json::object())
        .put("adapter_model.safetensors",
             std::vector<StoredTensor>{{"base_model.model.x.lora_A.weight", "F32", {1}, "\1\1\1\1"}});
    RIGHT(folder);
    QCOMPARE(codes(folder.path()), std::string("adapter"));
  }

  void gguf_roles_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* key, const char* value, const char* word) {
      QTest::addRow("%s = %s", key, value) << key << value << word;
    };
    row("general.type", "adapter", "LoRA adapter");
    row("adapter.type", "lora", "LoRA adapter");
    row("general.type", "imatrix", "importance matrix (imatrix)");
    row("general.architecture", "imatrix", "importance matrix (imatrix)");
    row("general.type", "mmproj", "projector for images");
    row("general.architecture", "clip", "projector for images");
    row("general.type", "vocab", "a vocabulary without a model");
    row("general.type", "something new", "of the type 'something new', not a model");
    row("general.type", "model", "");
  }

  void gguf_roles() {
    QFETCH(QString, key);
    QFETCH(QString, value);
    QFETCH(QString, word);
    Folder folder;
    folder.put("m.gguf", tests::tiny_llama().str(key.toStdString(), value.toStdString()).build());
    const auto model = open_model(folder.at("m.gguf"));
    if (word.isEmpty()) {
      REQUIRE(model);
      return;
    }
    REQUIRE_REFUSED(model, word.toStdString());
    REQUIRE_REFUSED(model, "m.gguf is ");
  }

  void recognised_files_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("word");
    QTest::newRow("Git LFS pointer") << QByteArray(
                                            "version https://git-lfs.github.com/spec/v1\noid sha256:abab\nsize 5\n")
                                     << "a Git LFS pointer";
    QTest::newRow("web page") << QByteArray("<!DOCTYPE html><html><head></head></html>") << "a web page";
    QTest::newRow("web page in capitals") << QByteArray("\n  <HTML><BODY>502</BODY></HTML>") << "a web page";
    QTest::newRow("answer of a server") << QByteArray("Entry not found") << "a server's answer";
    QTest::newRow("denial of a server") << QByteArray("Access to model x is restricted") << "a server's answer";
    QTest::newRow("zip") << QByteArray("PK\x03\x04\x00\x00\x08\x08", 8) << "a zip archive";
    QTest::newRow("pickle") << QByteArray("\x80\x02\x8a\nl\xfc\x9c\x46\xf9", 9) << "a pickle";
    QTest::newRow("pickle of 4") << QByteArray("\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff", 10) << "a pickle";
    QTest::newRow("HDF5") << QByteArray("\x89HDF\r\n\x1a\n\x01\x02", 10) << "an HDF5 file";
    QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08\x08\xff\xff\xff\xff\x01\x03", 10) << "compressed (gzip)";
    QTest::newRow("zstd") << QByteArray("\x28\xb5\x2f\xfd\x04\x58\xff\xff", 8) << "compressed (zstd)";
    QTest::newRow("GGML") << QByteArray("tjgg\x01\x02\x03\x04\x05", 9) << "a GGML file";
  }

  /// In place of weights, of a GGUF file, of a configuration: what stands there is said.
  void recognised_files() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, word);
    const std::string text(bytes.constData(), static_cast<size_t>(bytes.size()));
    Folder folder;
    folder.put(llama()).put("model.safetensors", text).put("m.gguf", text);
    REQUIRE_REFUSED(open_model(folder.path()), "model.safetensors is " + word.toStdString());
    REQUIRE_REFUSED(open_model(folder.at("m.gguf")), "m.gguf is " + word.toStdString());
    folder.put("config.json", text);
    REQUIRE_REFUSED(open_model(folder.path()), "config.json is " + word.toStdString());
  }

  void swapped_forms() {
    Folder folder;
    folder.put("config.json", llama().config)
        .put("model.safetensors", tests::tiny_llama().build())
        .put("m.gguf", test::file_of(llama().parts))
        .put("e.gguf", std::string());
    REQUIRE_REFUSED(open_model(folder.path()), "model.safetensors is a GGUF file");
    REQUIRE_REFUSED(open_model(folder.at("m.gguf")), "m.gguf is a safetensors file");
    REQUIRE_REFUSED(open_model(folder.at("e.gguf")), "has 0 bytes");
    folder.put("model.safetensors", std::string());
    REQUIRE_REFUSED(open_model(folder.path()), "model.safetensors is 0 bytes long");
    folder.put("model.safetensors", std::string("{\"error\": \"not authorised\"}"));
    REQUIRE_REFUSED(open_model(folder.path()), "a JSON text, not weights");
    folder.put("config.json", std::string());
    REQUIRE_REFUSED(open_model(folder.path()), "config.json is empty (0 bytes)");
    folder.put("pytorch_model.bin", "PK\x03\x04" + std::string(17 << 20, 'x'));
    REQUIRE_REFUSED(open_model(folder.at("pytorch_model.bin")), "pytorch_model.bin is a zip archive");
  }
};

PARETO_TEST(FolderKindsTest)
#include "tst_folder_kinds.moc"
