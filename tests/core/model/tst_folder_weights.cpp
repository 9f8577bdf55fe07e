// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/formats/gguf_builder.h"
#include "tests/core/model/folder_cases.h"
#include "tests/support/program.h"

#include <filesystem>
#include <sys/stat.h>

using namespace pareto;
using nlohmann::json;
using test::another;
using test::Checkpoint;
using test::codes;
using test::Folder;
using test::half;
using test::head_of;
using test::index_of;
using test::llama;
using test::readable;
using test::StoredTensor;
namespace fs = std::filesystem;

/// Which files of a folder are read, which are named, and which of two statements counts. Kinds A and B of the field
/// cases.
class FolderWeightsTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// DiffusionGemma keeps the scales of what it reads apart, and a part that tells a pass of the one before.
  void canvases_data() {
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<int>("elements"); // 0: it is not there
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const char* tensor, int elements, const char* sentence) {
      QTest::newRow(name) << tensor << elements << sentence;
    };
    row("no scale of what is read", "model.encoder.language_model.layers.1.layer_scalar", 0,
        "The checkpoint has no tensor 'model.encoder.language_model.layers.1.layer_scalar' (for "
        "layers.1.stream_scale).");
    row("no scale of a canvas", "model.decoder.layers.1.layer_scalar", 0,
        "The checkpoint has no tensor 'model.decoder.layers.1.layer_scalar' (for layers.1.canvas_scale).");
    row("no self-conditioning", "model.decoder.self_conditioning.up_proj.weight", 0,
        "The checkpoint has no tensor 'model.decoder.self_conditioning.up_proj.weight' (for "
        "self_conditioning.up_proj.weight).");
    row("another norm", "model.decoder.self_conditioning.pre_norm.weight", 31,
        "Tensor 'model.decoder.self_conditioning.pre_norm.weight' has the shape [31]; the configuration asks for "
        "[32].");
  }

  void canvases() {
    QFETCH(QString, tensor);
    QFETCH(int, elements);
    QFETCH(QString, sentence);
    Checkpoint model = Checkpoint::golden("diffusion_gemma");
    StoredTensor* part = model.find(tensor.toStdString());
    QVERIFY(part);
    part->shape = {elements};
    part->bytes.resize(static_cast<size_t>(elements) * 4);
    if (elements == 0)
      model.remove(tensor.toStdString());
    const char* expected = "expected-diffusion.safetensors";
    Folder folder;
    folder.put("config.json", model.config)
        .put("model.safetensors", model.parts)
        .put(expected, test::read_file(test::golden(std::string("hf/diffusion_gemma/") + expected)));
    QVERIFY(folder.good());
    QCOMPARE(QString::fromStdString(test::wrong(folder.path())), sentence);
  }

  // ---- A: weights that are not recognised

  void unread_files_data() {
    QTest::addColumn<QString>("file");
    for (const char* file : {"pytorch_model.bin",
                             "pytorch_model-00001-of-00002.bin",
                             "model.bin",
                             "consolidated.00.pth",
                             "model.pt",
                             "last.ckpt",
                             "epoch=1.ckpt",
                             "flax_model.msgpack",
                             "tf_model.h5",
                             "model.onnx",
                             "model.onnx_data",
                             "weights.npz",
                             "rust_model.ot",
                             "model.nemo",
                             "model.pdparams",
                             "ggml-model-q4_0.bin",
                             "weights.safetensors",
                             "consolidated.safetensors",
                             "adapter_model.safetensors",
                             "adapter_model.bin",
                             "model.pkl",
                             "model.tflite",
                             "original/consolidated.00.pth",
                             "onnx/model.onnx"})
      QTest::newRow(file) << file;
  }

  /// Every one of them is named: by a warning where seeded weights stand in, by the refusal where they must not.
  void unread_files() {
    QFETCH(QString, file);
    Folder folder;
    folder.put("config.json", llama().config).put(file.toStdString(), std::string("PK\x03\x04 not read"));
    const auto model = open_model(folder.path());
    REQUIRE(model);
    QVERIFY(model->folder.empty());
    QVERIFY(QString::fromStdString(model->unread).contains(file));
    QCOMPARE(model->warnings.size(), size_t{1});
    QCOMPARE(model->warnings.front().code, std::string("seeded_weights"));
    QVERIFY(QString::fromStdString(model->warnings.front().message).contains(file));
    REQUIRE_REFUSED(require_weights(*model), file.toStdString());
    REQUIRE(open_weights(*model)); // for speed
  }

  void other_files_data() {
    QTest::addColumn<QString>("file");
    for (const char* file :
         {"optimizer.pt", "optimizer.bin", "scheduler.pt", "rng_state.pth", "training_args.bin", "tokenizer.model",
          "tokenizer.json", "vocab.bin", "README.md", "merges.txt", "trainer_state.json"})
      QTest::newRow(file) << file;
  }

  /// States of a training and files of a tokenizer are no weights; the configuration stays what it is.
  void other_files() {
    QFETCH(QString, file);
    Folder folder;
    folder.put("config.json", llama().config).put(file.toStdString(), std::string("x"));
    const auto model = open_model(folder.path());
    REQUIRE(model);
    QVERIFY(model->unread.empty() && model->warnings.empty());
    REQUIRE_REFUSED(require_weights(*model), "has no weights beside its configuration");
  }

  void a_configuration_among_other_files() {
    Folder folder;
    folder.put("llama-7b.json", llama().config).put("photos.bin", std::string("x"));
    const auto model = open_model(folder.at("llama-7b.json"));
    REQUIRE(model);
    QVERIFY(model->unread.empty() && model->warnings.empty());
  }

  void by_nature_without_weights() {
    for (const char* id : {"mamba2@probe", "hybrid-samba@probe"}) {
      const auto model = open_model(id);
      REQUIRE(model);
      REQUIRE(require_weights(*model));
    }
    const auto blueprint = open_model(test::resource("architectures/samba-like.json"));
    REQUIRE(blueprint);
    REQUIRE(require_weights(*blueprint));
  }

  void shards_without_index_data() {
    QTest::addColumn<QString>("set");
    for (const char* set : {"model", "pytorch_model", "consolidated", "model.fp16", "my-model-7b"})
      QTest::newRow(set) << set;
  }

  void shards_without_index() {
    QFETCH(QString, set);
    const std::string first = set.toStdString() + "-00001-of-00002.safetensors",
                      second = set.toStdString() + "-00002-of-00002.safetensors";
    Folder folder;
    folder.put("config.json", llama().config)
        .put("expected.safetensors", llama().expected)
        .put(first, half(llama(), false))
        .put(second, half(llama(), true));
    RIGHT(folder);
    REQUIRE(open_weights(*open_model(folder.at(second)))); // one of them stands for the set
    fs::remove(folder.at(first));
    REQUIRE_REFUSED(open_model(folder.path()), first + " is missing beside it");
    REQUIRE_REFUSED(open_model(folder.at(second)), first + " is missing beside it");
  }

  void two_sets_without_index() {
    Folder folder;
    folder.put("config.json", llama().config)
        .put("a-00001-of-00001.safetensors", llama().parts)
        .put("b-00001-of-00002.safetensors", half(llama(), false));
    REQUIRE_REFUSED(open_model(folder.path()), "a-00001-of-00001.safetensors and b-00001-of-00002.safetensors");
    const auto chosen = open_model(folder.at("a-00001-of-00001.safetensors"));
    REQUIRE(chosen);
    QCOMPARE(chosen->folder, folder.at("a-00001-of-00001.safetensors"));
  }

  /// One safetensors file of any name whose tensors are the model's is read, which is said; two are a choice.
  void other_names() {
    Folder folder;
    folder.put("config.json", llama().config)
        .put("expected.safetensors", llama().expected)
        .put("weights.safetensors", llama().parts);
    RIGHT(folder);
    QCOMPARE(codes(folder.path()), std::string("weight_files"));
    folder.put("copy.safetensors", llama().parts);
    REQUIRE_REFUSED(open_model(folder.path()), "several checkpoints (copy.safetensors and weights.safetensors)");
    const auto named = open_model(folder.at("copy.safetensors"));
    REQUIRE(named);
    QCOMPARE(named->folder, folder.at("copy.safetensors"));
    REQUIRE(open_weights(*named));
  }

  /// A file that was named is the one that is read, whatever model.safetensors holds.
  void a_named_file_is_meant() {
    Folder folder;
    folder.put("config.json", llama().config)
        .put("model.safetensors", another(llama().parts))
        .put("best.safetensors", llama().parts);
    const auto best = open_model(folder.at("best.safetensors"));
    REQUIRE(best);
    const auto source = open_weights(*best);
    REQUIRE(source);
    const Graph graph = best->model.record({1, 1, Phase::Decode});
    const WeightDecl& weight = graph.weights().front();
    std::vector<float> row(static_cast<size_t>(weight.shape.elements() / weight.shape[0]));
    REQUIRE((*source)->read_rows(weight, 0, 1, row));
    float expected = 0;
    Checkpoint model = llama();
    std::memcpy(&expected, model.find("model.embed_tokens.weight")->bytes.data(), 4);
    QCOMPARE(row.front(), expected);
  }

  void gguf_beside_config() {
    const std::string gguf = tests::tiny_llama().build();
    Folder folder;
    folder.put("config.json", llama().config).put("m.gguf", gguf).put("README.md", std::string("x"));
    for (const std::string& path : {folder.path(), folder.at("config.json")}) {
      const auto model = open_model(path);
      REQUIRE(model);
      QCOMPARE(model->id, path); // what was asked for; runs are told by it
      QCOMPARE(model->names, std::string("gguf"));
      QCOMPARE(model->folder, folder.at("m.gguf"));
      QCOMPARE(model->model.spec().hidden, int64_t{8});
    }
    folder.put("config.json", json{{"model_type", "not yet known"}}); // the file itself says all that is needed
    REQUIRE(open_model(folder.path()));
    folder.put("config.json", llama().config).put("model.safetensors", llama().parts);
    QCOMPARE(open_model(folder.path())->names, std::string("llama"));
    fs::remove(folder.at("model.safetensors"));
    folder.put("weights.safetensors", llama().parts);
    QCOMPARE(open_model(folder.path())->names, std::string("llama"));
  }

  void ggufs_in_folders() {
    const auto with = [](const char* key, const char* value) { return tests::tiny_llama().str(key, value).build(); };
    Folder folder;
    folder.put("mmproj-f16.gguf", with("general.type", "mmproj"))
        .put("lora.gguf", with("general.type", "adapter"))
        .put("imatrix.gguf", with("general.type", "imatrix"));
    REQUIRE_REFUSED(open_model(folder.path()), "imatrix.gguf is an importance matrix");
    folder.put("m.gguf", tests::tiny_llama().build());
    const auto model = open_model(folder.path());
    REQUIRE(model);
    QCOMPARE(model->folder, folder.at("m.gguf"));
    folder.put("n.gguf", with("general.type", "model"));
    for (const char* config : {"", "config.json"}) {
      if (*config)
        folder.put(config, llama().config);
      REQUIRE_REFUSED(open_model(folder.path()), "2 GGUF models (m.gguf and n.gguf)");
    }
  }

  // ---- B: two statements in one folder

  void stored_head_data() {
    QTest::addColumn<QString>("name");
    int rows = 0;
    for (const QString& name : readable()) {
      Checkpoint model = Checkpoint::golden(name.toStdString());
      if (head_of(model).empty() || test::is_composite(name) || test::has_unused(name))
        continue;
      QTest::newRow(qPrintable(name)) << name;
      ++rows;
    }
    QVERIFY(rows >= 20);
  }

  /// The flag says tied, the file stores a head: values decide. Without the flag's help: a head kept alone is the
  /// embedding.
  void stored_head() {
    QFETCH(QString, name);
    Checkpoint model = Checkpoint::golden(name.toStdString());
    model.config["tie_word_embeddings"] = true;
    Folder folder;
    folder.put(model);
    RIGHT(folder);
    QCOMPARE(codes(folder.path()), std::string("stored_head"));
    QVERIFY(!open_model(folder.path())->model.spec().tied);
  }

  void same_head_data() {
    QTest::addColumn<QString>("name");
    for (const QString& name : readable())
      if (open_model(test::golden("hf/" + name.toStdString()))->model.spec().tied)
        QTest::newRow(qPrintable(name)) << name;
  }

  /// The embedding stored a second time as head, or as the head alone: the model stays tied.
  void same_head() {
    QFETCH(QString, name);
    Checkpoint model = Checkpoint::golden(name.toStdString());
    StoredTensor* embedding = nullptr;
    for (StoredTensor& part : model.parts)
      for (const char* end : {"embed_tokens.weight", "wte.weight", "embeddings.weight", "embed_in.weight"})
        if (QString::fromStdString(part.name).endsWith(end))
          embedding = &part;
    QVERIFY(embedding);
    StoredTensor head = *embedding;
    head.name = "lm_head.weight";
    const std::string own = embedding->name;
    if (!model.find("lm_head.weight"))
      model.parts.push_back(head);
    Folder twice, alone;
    twice.put(model);
    RIGHT(twice);
    QCOMPARE(codes(twice.path()), std::string(test::is_composite(name) ? "other_parts" : ""));
    QVERIFY(open_model(twice.path())->model.spec().tied);
    model.remove(own);
    alone.put(model);
    RIGHT(alone);
  }

  void same_head_in_another_type() {
    Checkpoint model = llama();
    model.config["tie_word_embeddings"] = true;
    StoredTensor* head = model.find("lm_head.weight");
    *head = *model.find("model.embed_tokens.weight");
    head->name = "lm_head.weight";
    std::string wide;
    for (size_t i = 0; i < head->bytes.size(); i += 4) {
      float value = 0;
      std::memcpy(&value, head->bytes.data() + i, 4);
      const double exact = static_cast<double>(value);
      wide.append(reinterpret_cast<const char*>(&exact), 8);
    }
    head->dtype = "F64";
    head->bytes = wide;
    Folder folder;
    folder.put(model);
    QVERIFY(open_model(folder.path())->model.spec().tied);
    head->bytes.back() = static_cast<char>(head->bytes.back() ^ 0x80); // one value
    folder.put("model.safetensors", model.parts);
    QCOMPARE(codes(folder.path()), std::string("stored_head"));
  }

  void single_file_first_data() {
    QTest::addColumn<int>("which");
    QTest::newRow("index of absent shards") << 0;
    QTest::newRow("older shards and their index") << 1;
    QTest::newRow("older shards without an index") << 2;
    QTest::newRow("an index that is no index") << 3;
    QTest::newRow("a part of older shards") << 4;
  }

  void single_file_first() {
    QFETCH(int, which);
    const std::vector<StoredTensor> first = another(half(llama(), false)), second = another(half(llama(), true));
    const char* const names[] = {"model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"};
    Folder folder;
    folder.put(llama());
    if (which == 0 || which == 1)
      folder.put("model.safetensors.index.json", index_of({{names[0], first}, {names[1], second}}));
    if (which == 3)
      folder.put("model.safetensors.index.json", std::string("not json"));
    if (which == 1 || which == 2 || which == 4)
      folder.put(names[0], first);
    if (which == 1 || which == 2)
      folder.put(names[1], second);
    RIGHT(folder);
    QCOMPARE(codes(folder.path()), std::string("weight_files"));
  }

  /// The index says which of two copies counts; what it does not list lies where it is found.
  void index_decides() {
    const char* const names[] = {"a.safetensors", "b.safetensors"};
    for (int right : {0, 1}) {
      std::vector<StoredTensor> files[] = {half(llama(), false), half(llama(), true)};
      const std::vector<StoredTensor> copies = another(files[right]);
      const json index = index_of({{names[0], files[0]}, {names[1], files[1]}});
      files[1 - right].insert(files[1 - right].end(), copies.begin(), copies.end());
      Folder folder;
      folder.put("config.json", llama().config)
          .put("expected.safetensors", llama().expected)
          .put("model.safetensors.index.json", index)
          .put(names[0], files[0])
          .put(names[1], files[1]);
      RIGHT(folder);
    }
    json partial = index_of({{names[0], half(llama(), false)}, {names[1], half(llama(), true)}});
    const std::string first = llama().parts.front().name, last = llama().parts.back().name;
    partial["weight_map"].erase(last);
    partial["weight_map"][first] = names[1]; // and it is in the other
    Folder folder;
    folder.put("config.json", llama().config)
        .put("expected.safetensors", llama().expected)
        .put("model.safetensors.index.json", partial)
        .put(names[0], half(llama(), false))
        .put(names[1], half(llama(), true));
    RIGHT(folder);
  }

  void copies_without_index() {
    std::vector<StoredTensor> second = half(llama(), true);
    second.push_back(llama().parts.front());
    Folder folder;
    folder.put("config.json", llama().config)
        .put("m-00001-of-00002.safetensors", half(llama(), false))
        .put("m-00002-of-00002.safetensors", second);
    REQUIRE_REFUSED(open_model(folder.path()), "is in two shards");
  }

  void index_of_another_name() {
    Folder folder;
    folder.put("config.json", llama().config)
        .put("expected.safetensors", llama().expected)
        .put("a.safetensors", half(llama(), false))
        .put("b.safetensors", half(llama(), true));
    const json index = index_of({{"a.safetensors", half(llama(), false)}, {"b.safetensors", half(llama(), true)}});
    folder.put("model.safetensors.index.fp16.json", index);
    RIGHT(folder);
    folder.put("other.safetensors.index.json", index);
    REQUIRE_REFUSED(open_model(folder.path()), "several checkpoints");
  }

  void links_data() {
    QTest::addColumn<QString>("how");
    QTest::addColumn<QString>("sentence"); // empty: it opens
    QTest::newRow("to another folder") << "elsewhere"
                                       << "";
    QTest::newRow("relative") << "relative"
                              << "";
    QTest::newRow("through a link") << "chain"
                                    << "";
    QTest::newRow("to nothing") << "dangling"
                                << "is a link to nowhere.bin, where no file is";
    QTest::newRow("to itself") << "loop"
                               << "cannot be followed";
    QTest::newRow("to a folder") << "folder"
                                 << "is not a regular file";
    QTest::newRow("to a pipe") << "fifo"
                               << "is not a regular file";
    QTest::newRow("a pipe itself") << "pipe"
                                   << "is not a regular file";
    QTest::newRow("an index to nothing") << "index"
                                         << "is a link to nowhere.json, where no file is";
    QTest::newRow("a shard to nothing") << "shard"
                                        << "is a link to nowhere.bin, where no file is";
  }

  void links() {
    QFETCH(QString, how);
    QFETCH(QString, sentence);
    Folder folder, store;
    folder.put("config.json", llama().config).put("expected.safetensors", llama().expected);
    store.put("weights.bin", llama().parts);
    const std::string place = folder.at(how == "index"   ? "model.safetensors.index.json"
                                        : how == "shard" ? "m-00001-of-00001.safetensors"
                                                         : "model.safetensors");
    if (how == "elsewhere")
      fs::create_symlink(store.at("weights.bin"), place);
    if (how == "relative")
      fs::create_symlink(fs::relative(store.at("weights.bin"), folder.path()), place);
    if (how == "chain") {
      fs::create_symlink(store.at("weights.bin"), store.at("link"));
      fs::create_symlink(store.at("link"), place);
    }
    if (how == "dangling" || how == "shard")
      fs::create_symlink("nowhere.bin", place);
    if (how == "index")
      fs::create_symlink("nowhere.json", place);
    if (how == "loop")
      fs::create_symlink("model.safetensors", place);
    if (how == "folder")
      fs::create_symlink(store.path(), place);
    if (how == "fifo") {
      QCOMPARE(::mkfifo(store.at("fifo").c_str(), 0600), 0);
      fs::create_symlink(store.at("fifo"), place);
    }
    if (how == "pipe")
      QCOMPARE(::mkfifo(place.c_str(), 0600), 0);
    if (sentence.isEmpty())
      RIGHT(folder);
    else
      REQUIRE_REFUSED(open_model(folder.path()), sentence.toStdString());
  }
};

PARETO_TEST(FolderWeightsTest)
#include "tst_folder_weights.moc"
