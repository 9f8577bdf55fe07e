// SPDX-License-Identifier: GPL-3.0-or-later
// What people give as texts, models, studies and outputs that is no plain file, and files that change while they are
// read.
#include "tests/app/engine_process.h"
#include "tests/app/held_process.h"
#include "tests/support/program.h"

#include <QtTest>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

constexpr const char* kTokens = "3,17,61,5,64,20,8,42";

/// Makes an entry of a folder: the name of its kind, or "link TARGET".
bool make(const QString& path, const QString& kind) {
  const QByteArray name = path.toUtf8();
  if (kind == "folder")
    return QDir().mkpath(path);
  if (kind == "pipe")
    return mkfifo(name.constData(), 0600) == 0;
  if (kind == "socket") {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    qstrncpy(address.sun_path, name.constData(), sizeof address.sun_path);
    return bind(socket(AF_UNIX, SOCK_STREAM, 0), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
           0; // stays open until the test ends
  }
  return symlink(kind.section(' ', 1).toUtf8().constData(), name.constData()) == 0;
}

bool write(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

QByteArray read(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool copy_folder(const QString& from, const QString& to) {
  for (const QString& name : QDir(from).entryList(QDir::Files))
    if (!QFile::copy(from + "/" + name, to + "/" + name))
      return false;
  return true;
}

} // namespace

class TestFilesGiven : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init();
  void texts_data();
  void texts();
  void texts_that_are_not_read_data();
  void texts_that_are_not_read();
  void model_parts_that_are_no_files_data();
  void model_parts_that_are_no_files();
  void words_that_are_no_files_data();
  void words_that_are_no_files();
  void out_data();
  void out();
  void store_names_data();
  void store_names();
  void a_model_that_is_shortened_data();
  void a_model_that_is_shortened();
  void without_a_home_nothing_is_kept();

private:
  QString at(const QString& name) const { return m_folder->filePath(name); }
  QString model() const { return at("model"); }
  bool write_large_model() const;
  /// Whether a run was refused with one sentence that holds `says`.
  bool refused(const EngineRun& run, const QString& says) const;
  std::unique_ptr<QTemporaryDir> m_folder;
};

void TestFilesGiven::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  QVERIFY(QDir().mkpath(model()));
  QVERIFY(copy_folder(PARETO_GOLDEN_DIR "/field/I-texts", model()));
}

bool TestFilesGiven::refused(const EngineRun& run, const QString& says) const {
  if (run.code == 1 && run.error.contains(says) && run.error.count('\n') == 1)
    return true;
  qWarning("exit code %d: %s", run.code, qPrintable(run.error));
  return false;
}

void TestFilesGiven::texts_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("name");
  const QByteArray text = "the cat and the other cats are in the house with the dog";
  QTest::newRow("file") << text << "text";
  QTest::newRow("byte order mark") << "\xEF\xBB\xBF" + text << "text";
  QTest::newRow("linked") << text << "link";
  QTest::newRow("pipe") << text << "/dev/stdin";
  QTest::newRow("pipe with a mark") << "\xEF\xBB\xBF" + text << "/dev/stdin";
  QTest::newRow("descriptor") << text << "/proc/self/fd/0";
}

void TestFilesGiven::texts() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, name);
  const bool piped = name.startsWith('/');
  if (!piped)
    QVERIFY(write(at("text"), bytes) && make(at("link"), "link text"));
  const QString path = piped ? name : at(name);
  const EngineRun score =
      run_engine({"evaluate", model(), "--text", path, "--context", "64", "--json"}, piped ? bytes : QByteArray());
  QVERIFY2(score.code == 0, qPrintable(score.error));
  QCOMPARE(score.of_kind("score").front()["bytes"].get<int>(), 56);
  const QStringList prompt{"generate", model(), "--tokens", "3", "--json"};
  const EngineRun said = run_engine(prompt + QStringList{"--prompt-file", path}, piped ? bytes : QByteArray());
  QVERIFY2(said.code == 0, qPrintable(said.error));
  const EngineRun wanted =
      run_engine(prompt + QStringList{"--prompt", "the cat and the other cats are in the house with the dog"});
  QVERIFY(said.of_kind("token") == wanted.of_kind("token"));
}

void TestFilesGiven::texts_that_are_not_read_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("says");
  using namespace std::string_literals;
  const auto row = [](const char* name, const std::string& bytes, const char* says) {
    QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(says);
  };
  row("UTF-16, little end first", "\xFF\xFEt\0h\0e\0"s, "is UTF-16 text");
  row("UTF-16, big end first", "\xFE\xFF\0t\0h\0e"s, "is UTF-16 text");
  row("UTF-32, little end first", "\xFF\xFE\0\0t\0\0\0"s, "is UTF-32 text");
  row("UTF-32, big end first", "\0\0\xFE\xFF\0\0\0t"s, "is UTF-32 text");
  row("UTF-16 without a mark", "t\0h\0e\0 \0c\0a\0t\0"s, "is UTF-16 text");
  row("Latin-1", "caf\xE9 and cats", "is not UTF-8 text: byte 3 belongs");
  row("cut character", "the cat\xE2\x82", "is not UTF-8 text: byte 7 belongs");
  row("empty", "", "is empty");
  row("a mark alone", "\xEF\xBB\xBF", "is empty");
}

void TestFilesGiven::texts_that_are_not_read() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, says);
  QVERIFY(write(at("text"), bytes));
  for (const QStringList& words : {QStringList{"evaluate", model(), "--context", "64", "--text"},
                                   QStringList{"generate", model(), "--tokens", "2", "--prompt-file"}}) {
    QVERIFY(refused(run_engine(words + QStringList{at("text")}), "text " + says));
    QVERIFY(refused(run_engine(words + QStringList{"/dev/stdin"}, bytes), "/dev/stdin " + says));
  }
}

/// Each part of a model folder in turn is something that is not read.
void TestFilesGiven::model_parts_that_are_no_files_data() {
  QTest::addColumn<QString>("part");
  QTest::addColumn<QString>("kind");
  for (const char* part : {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"})
    for (const char* kind : {"folder", "pipe", "socket", "link /dev/zero"})
      QTest::addRow("%s: %s", part, kind) << QString(part) << QString(kind);
}

void TestFilesGiven::model_parts_that_are_no_files() {
  QFETCH(QString, part);
  QFETCH(QString, kind);
  QFile::remove(model() + "/" + part);
  QVERIFY(make(model() + "/" + part, kind));
  const EngineRun run = run_engine({"generate", model(), "--prompt", "the cat", "--tokens", "2"});
  QCOMPARE(run.code, 1);
  QCOMPARE(run.error.count('\n'), 1);
}

void TestFilesGiven::words_that_are_no_files_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<QString>("kind");
  const QStringList commands[] = {{"describe", "{it}"},
                                  {"describe", "{it}.gguf"},
                                  {"describe", "{it}.safetensors"},
                                  {"describe", "{it}.json"},
                                  {"tokenize", "{it}"},
                                  {"tokenize", "{it}.gguf"},
                                  {"measure", "{it}"},
                                  {"run", "{it}", "--store", "{folder}/s.sqlite"},
                                  {"run", "quick-look", "--store", "{it}"}};
  for (const QStringList& words : commands)
    for (const char* kind : {"pipe", "socket", "link /dev/zero", "link /dev/null"})
      QTest::addRow("%s: %s", qPrintable(words.join(' ')), kind) << words << QString(kind);
  QTest::newRow("study is a folder") << QStringList{"run", "{it}", "--store", "{folder}/s.sqlite"} << "folder";
  QTest::newRow("store is a folder") << QStringList{"run", "quick-look", "--store", "{it}"} << "folder";
  QTest::newRow("text is a folder") << QStringList{"evaluate", "{folder}/model", "--text", "{it}"} << "folder";
  QTest::newRow("prompt is a folder") << QStringList{"generate", "{folder}/model", "--prompt-file", "{it}"} << "folder";
  QTest::newRow("prompt is a socket") << QStringList{"generate", "{folder}/model", "--prompt-file", "{it}"} << "socket";
  QTest::newRow("text without end") << QStringList{"evaluate", "{folder}/model", "--text", "{it}"} << "link /dev/zero";
}

void TestFilesGiven::words_that_are_no_files() {
  QFETCH(QStringList, words);
  QFETCH(QString, kind);
  QString path;
  for (QString& word : words) {
    word.replace("{folder}", m_folder->path());
    if (word.startsWith("{it}"))
      word = path = at("it") + word.mid(4);
  }
  QVERIFY(make(path, kind));
  const EngineRun run = run_engine(words);
  QCOMPARE(run.code, 1);
  QVERIFY2(run.error.count('\n') == 1 && run.error.startsWith("paretoscope-engine: "), qPrintable(run.error));
}

void TestFilesGiven::out_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<QString>("says"); ///< empty: it is written
  QTest::newRow("new") << ""
                       << "";
  QTest::newRow("file") << "file"
                        << "";
  QTest::newRow("link to a file") << "link target"
                                  << "";
  QTest::newRow("link to a link") << "link link"
                                  << "";
  QTest::newRow("link to nothing yet") << "link absent"
                                       << "";
  QTest::newRow("link to nowhere") << "link no/such"
                                   << "no new file";
  QTest::newRow("link to itself") << "link out"
                                  << "leads back to itself";
  QTest::newRow("folder") << "folder"
                          << "is a folder";
  QTest::newRow("pipe") << "pipe"
                        << "is a named pipe";
  QTest::newRow("socket") << "socket"
                          << "is a socket";
  QTest::newRow("null device") << "link /dev/null"
                               << "is a device";
  QTest::newRow("full device") << "link /dev/full"
                               << "is a device";
  QTest::newRow("standard output") << "link /dev/stdout"
                                   << "is an open descriptor";
}

void TestFilesGiven::out() {
  QFETCH(QString, kind);
  QFETCH(QString, says);
  QVERIFY(write(at("target"), "old") && make(at("link"), "link target"));
  if (kind == "file")
    QVERIFY(write(at("out"), "old"));
  else if (!kind.isEmpty())
    QVERIFY(make(at("out"), kind));
  const auto entries = [&] {
    return QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
  };
  const qsizetype before = entries().size();
  struct stat was {
  }, is{};
  lstat(qPrintable(at("out")), &was);
  const EngineRun run = run_engine({"logits", model(), "--tokens", kTokens, "--out", at("out")});
  QVERIFY2(lstat(qPrintable(at("out")), &is) == 0 || says.isEmpty() == false, "nothing was written");
  if (!says.isEmpty()) {
    QVERIFY(refused(run, says));
    QVERIFY(is.st_ino == was.st_ino && is.st_mode == was.st_mode);
    QCOMPARE(entries().size(), before);
    return;
  }
  QVERIFY2(run.code == 0, qPrintable(run.error));
  QVERIFY(kind.isEmpty() || (is.st_mode & S_IFMT) == (was.st_mode & S_IFMT));
  QFile file(at("out"));
  QVERIFY(file.open(QIODevice::ReadOnly) && file.read(64).contains("logits"));
  QCOMPARE(entries().size(), before + (kind.isEmpty() || kind.endsWith("absent")));
}

void TestFilesGiven::store_names_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("says");
  QTest::newRow("memory") << ":memory:"
                          << "";
  QTest::newRow("address") << "file:memory?mode=memory"
                           << "";
  QTest::newRow("no name") << ""
                           << "--store";
}

void TestFilesGiven::store_names() {
  QFETCH(QString, name);
  QFETCH(QString, says);
  QVERIFY(write(
      at("study.json"),
      R"({"paretoscope_study":1,"name":"s","models":["mamba2@probe"],"precision":"f32","contexts":[8],"batches":[1],"prompts":[],"rounds":1,"seconds_per_cell":0.02})"));
  QProcess process;
  process.setWorkingDirectory(m_folder->path());
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert("XDG_CACHE_HOME", at("cache"));
  process.setProcessEnvironment(environment);
  process.start(PARETO_ENGINE, {"run", "study.json", "--store", name});
  QVERIFY(process.waitForFinished(120'000));
  if (!says.isEmpty()) {
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains(says.toUtf8()));
    return;
  }
  QCOMPARE(process.exitCode(), 0);
  const QFileInfo store(m_folder->path() + "/" + name);
  QVERIFY(store.isFile() && store.size() > 0);
}

void TestFilesGiven::a_model_that_is_shortened_data() {
  QTest::addColumn<bool>("for_programs");
  QTest::newRow("people") << false;
  QTest::newRow("programs") << true;
}

/// A checkpoint of a header and zeros.
bool TestFilesGiven::write_large_model() const {
  constexpr qint64 kVocabulary = 60'000, kWidth = 512;
  nlohmann::json header;
  qint64 end = 0;
  const auto tensor = [&](const char* name, const std::vector<qint64>& shape) {
    qint64 size = 4;
    for (qint64 extent : shape)
      size *= extent;
    header[name] = {{"dtype", "F32"}, {"shape", shape}, {"data_offsets", {end, end + size}}};
    end += size;
  };
  for (const char* name : {"input_layernorm", "post_attention_layernorm"})
    tensor(qPrintable(QString("model.layers.0.%1.weight").arg(name)), {kWidth});
  for (const char* name : {"q_proj", "k_proj", "v_proj", "o_proj"})
    tensor(qPrintable(QString("model.layers.0.self_attn.%1.weight").arg(name)), {kWidth, kWidth});
  tensor("model.layers.0.mlp.gate_proj.weight", {64, kWidth});
  tensor("model.layers.0.mlp.up_proj.weight", {64, kWidth});
  tensor("model.layers.0.mlp.down_proj.weight", {kWidth, 64});
  tensor("model.norm.weight", {kWidth});
  tensor("model.embed_tokens.weight", {kVocabulary, kWidth});
  const std::string text = header.dump();
  const auto length = static_cast<quint64>(text.size());
  const QString config =
      R"({"model_type":"llama","vocab_size":%1,"hidden_size":%2,"intermediate_size":64,"num_hidden_layers":1,"num_attention_heads":8,
    "num_key_value_heads":8,"tie_word_embeddings":true,"rms_norm_eps":1e-5,"max_position_embeddings":64})";
  const QString weights = at("large/model.safetensors");
  return QDir().mkpath(at("large")) && write(at("large/config.json"), config.arg(kVocabulary).arg(kWidth).toUtf8()) &&
         write(weights, QByteArray(reinterpret_cast<const char*>(&length), 8) + QByteArray::fromStdString(text)) &&
         QFile::resize(weights, 8 + static_cast<qint64>(text.size()) + end);
}

/// The file loses its end right after it was mapped, for the first time, the second, ...: the process is held there.
/// Between two looks at its header it is a bad file, no more; after the last it is shortened while it is read.
void TestFilesGiven::a_model_that_is_shortened() {
  QFETCH(bool, for_programs);
  bool while_it_was_read = false;
  for (int mappings = 1;; ++mappings) {
    QFile::remove(at("out"));
    QVERIFY(write_large_model());
    HeldProcess engine(PARETO_ENGINE,
                       QStringList{"logits", at("large"), "--tokens", "1,2", "--out", at("out")} +
                           (for_programs ? QStringList{"--json"} : QStringList()),
                       at("said"), at("error"));
    if (!engine.held())
      QSKIP("no process may be held here (ptrace)");
    int mapped = 0;
    while (mapped < mappings && engine.maps("/large/model.safetensors"))
      ++mapped;
    if (mapped < mappings) // it has ended, and all moments were tried
      break;
    QVERIFY(QFile::resize(at("large/model.safetensors"), 4096));
    const int code = engine.finish();
    const QByteArray said = read(at("error")), out = read(at("said"));
    QVERIFY2(said.startsWith("paretoscope-engine: ") && said.contains("large/model.safetensors") &&
                 said.count('\n') == 1,
             said.constData());
    QVERIFY(!QFile::exists(at("out")));
    while_it_was_read = said.contains("was shortened while it was read");
    QCOMPARE(code, while_it_was_read ? 3 : 1);
    if (!for_programs)
      continue;
    const auto event = nlohmann::json::parse(out.toStdString());
    QCOMPARE(event["event"], "error");
    QCOMPARE(event["message"].get<std::string>().find("was shortened") != std::string::npos, while_it_was_read);
  }
  QVERIFY(while_it_was_read);
  QVERIFY(QFile::exists(at("out"))); // nobody shortened it that time
}

void TestFilesGiven::without_a_home_nothing_is_kept() {
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.remove("HOME");
  environment.remove("XDG_CACHE_HOME");
  environment.insert("TMPDIR", m_folder->path());
  QVERIFY(QDir().mkpath(at("paretoscope")));
  QVERIFY(write(at("paretoscope/calibration.json"), "planted"));
  QProcess process;
  process.setProcessEnvironment(environment);
  process.start(PARETO_ENGINE, {"devices", "--json"});
  QVERIFY(process.waitForFinished(120'000));
  QCOMPARE(process.exitCode(), 0);
  QFile planted(at("paretoscope/calibration.json"));
  QVERIFY(planted.open(QIODevice::ReadOnly));
  QCOMPARE(planted.readAll(), QByteArray("planted")); // neither read nor replaced
}

PARETO_TEST(TestFilesGiven)
#include "tst_files_given.moc"
