// SPDX-License-Identifier: GPL-3.0-or-later
// A model is what its files hold: neither its path nor what is in its name.
#include "core/digest.h"
#include "core/formats/open_model.h"
#include "core/model/catalogue.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <QtTest>

#include <chrono>
#include <filesystem>
#include <set>

using namespace pareto;
namespace fs = std::filesystem;

namespace {

/// A copy with the times of the original.
fs::path copied(const fs::path& from, const fs::path& to) {
  fs::create_directories(to);
  for (const auto& entry : fs::directory_iterator(from)) {
    fs::copy_file(entry.path(), to / entry.path().filename(), fs::copy_options::overwrite_existing);
    fs::last_write_time(to / entry.path().filename(), fs::last_write_time(entry.path()));
  }
  return to;
}

std::string fingerprint_at(const fs::path& path) {
  const auto opened = open_model(path.string());
  return opened ? opened->fingerprint : opened.error().message;
}

void append(const fs::path& file, const char* text) { std::ofstream(file, std::ios::app) << text; }

} // namespace

class TestFingerprint : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void digest_is_fnv_1a() {
    QCOMPARE(Digest().hex(), std::string("6c62272e07bb014262b821756295c58d")); // the published offset basis
    const std::byte a[] = {std::byte{'a'}};
    QCOMPARE(Digest().bytes(a).hex(), std::string("d228cb696f1a8caf78912b704e4a8964"));
    QVERIFY(Digest().text("ab").text("c").hex() != Digest().text("a").text("bc").hex());
  }

  void every_built_in_shape_has_its_own() {
    std::set<std::string> all;
    size_t count = 0;
    for (const Architecture& architecture : architectures())
      for (const std::string& size : size_names()) {
        const auto opened = open_model(architecture.id + "@" + size);
        REQUIRE(opened);
        QVERIFY(opened->built_in() && opened->size == size);
        QCOMPARE(opened->fingerprint.size(), size_t{32});
        QCOMPARE(opened->fingerprint, open_model(architecture.id + "@" + size)->fingerprint);
        all.insert(opened->fingerprint);
        ++count;
      }
    QCOMPARE(all.size(), count);
  }

  void path_and_name_say_nothing() {
    const std::string here = fingerprint_at(copied(PARETO_GOLDEN_DIR "/hf/mamba2", path("plain")));
    for (const char* name : {"x@1.3b", "mamba2@1.3b", "x@.b", "@", "deep/er/mamba2@340m"})
      QCOMPARE(fingerprint_at(copied(PARETO_GOLDEN_DIR "/hf/mamba2", path(name))), here);
    fs::copy_file(path("plain") / "config.json", path("bare.json"));
    QVERIFY(fingerprint_at(path("bare.json")) != here); // without its weights it is another thing
  }

  void a_folder_is_never_built_in_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"x@1.3b", "mamba2@1.3b", "x@.b", "x@..b", "@b", "a@1e999b", "x@99999999999999999999999b",
                             "a@", "softmax-attention@340m"})
      QTest::newRow(name) << name;
  }

  void a_folder_is_never_built_in() {
    QFETCH(QString, name);
    const fs::path folder = copied(PARETO_GOLDEN_DIR "/hf/mamba2", path(name.toStdString()));
    const auto opened = open_model(folder.string());
    REQUIRE(opened);
    QVERIFY(!opened->built_in());
    QVERIFY(!built_in_id(folder.string()));
    const fs::path before = fs::current_path();
    fs::current_path(m_folder->path().toStdString()); // named as a shape would be
    const bool taken = built_in_id(name.toStdString()).has_value();
    const auto relative = open_model(name.toStdString());
    fs::current_path(before);
    QVERIFY(!taken);
    REQUIRE(relative);
    QVERIFY(!relative->built_in());
  }

  void names_of_shapes() {
    QCOMPARE(built_in_id("mamba2@1.3b")->architecture, std::string("mamba2"));
    QCOMPARE(built_in_id("mamba2@1.3b")->size, std::string("1.3b"));
    for (const char* other : {"", "@", "mamba2", "mamba2@", "@1.3b", "x@1.3b", "./mamba2@1.3b", "/a/mamba2@1.3b"})
      QVERIFY2(!built_in_id(other), other);
  }

  void what_is_changed_is_another_model_data() {
    QTest::addColumn<QString>("what");
    for (const char* what :
         {"configuration", "header", "size", "time", "tokenizer", "further shard", "nothing", "notes beside it"})
      QTest::newRow(what) << what;
  }

  void what_is_changed_is_another_model() {
    QFETCH(QString, what);
    const fs::path folder = copied(PARETO_GOLDEN_DIR "/hf/llama", path("model")),
                   weights = folder / "model.safetensors";
    QVERIFY(fs::exists(weights));
    const std::string before = fingerprint_at(folder);
    const auto time = fs::last_write_time(weights);
    if (what == "configuration")
      append(folder / "config.json", "\n");
    else if (what == "header") { // a tensor's name, in place
      std::string bytes = test::read_file(weights.string());
      const size_t at = bytes.find("weight", 8);
      bytes[at] = 'W';
      QVERIFY(test::write_file(weights.string(), bytes));
      fs::last_write_time(weights, time);
    } else if (what == "size") {
      append(weights, "x");
      fs::last_write_time(weights, time);
    } else if (what == "time")
      fs::last_write_time(weights, time + std::chrono::seconds(1));
    else if (what == "tokenizer")
      append(folder / "tokenizer.json", "\n");
    else if (what == "further shard")
      fs::copy_file(weights, folder / "model-00002-of-00002.safetensors");
    else if (what == "notes beside it")
      append(folder / "README.md", "x");
    const bool same = what == "nothing" || what == "notes beside it";
    QCOMPARE(fingerprint_at(folder) == before, same);
  }

  void gguf_is_known_wherever_it_lies() {
    fs::path original;
    for (const auto& entry : fs::recursive_directory_iterator(PARETO_GOLDEN_DIR "/gguf"))
      if (entry.path().extension() == ".gguf" && open_model(entry.path().string()))
        original = entry.path();
    QVERIFY(!original.empty());
    const std::string known = fingerprint_at(original);
    const fs::path copy = path("mamba2@1.3b.gguf");
    fs::copy_file(original, copy);
    fs::last_write_time(copy, fs::last_write_time(original));
    QCOMPARE(fingerprint_at(copy), known);
    fs::last_write_time(copy, fs::last_write_time(original) + std::chrono::milliseconds(1));
    QVERIFY(fingerprint_at(copy) != known);
  }

private:
  fs::path path(const std::string& name) const { return fs::path(m_folder->path().toStdString()) / name; }
  std::unique_ptr<QTemporaryDir> m_folder;
};

PARETO_TEST(TestFingerprint)
#include "tst_fingerprint.moc"
