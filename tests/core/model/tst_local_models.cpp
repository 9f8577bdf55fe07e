// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/local_models.h"
#include "tests/support/program.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace pareto;

namespace {

void write(const QString& path, const QByteArray& bytes) {
  QDir().mkpath(QFileInfo(path).path());
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
    qFatal("cannot write %s", qPrintable(path));
}

QStringList names(const std::vector<LocalModel>& found) {
  QStringList all;
  for (const LocalModel& model : found)
    all << QString::fromStdString(model.name);
  return all;
}

} // namespace

class TestLocalModels : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void each_program_keeps_its_models_its_own_way() {
    QTemporaryDir root;
    const QString at = root.path();
    write(at + QStringLiteral("/own/first.gguf"), "12345");
    write(at + QStringLiteral("/own/readme.txt"), "no model");
    QDir().mkpath(at + QStringLiteral("/own/tiny"));
    for (const char* file : {"config.json", "model.safetensors"})
      QVERIFY(QFile::copy(QStringLiteral(PARETO_GOLDEN_DIR "/hf/llama/") + QLatin1String(file),
                          at + QStringLiteral("/own/tiny/") + QLatin1String(file)));
    write(at + QStringLiteral("/hub/models--Org--Name/snapshots/abc/part.gguf"), "1");
    write(at + QStringLiteral("/hub/datasets--Org--Data/snapshots/abc/x.gguf"), "1");
    write(at + QStringLiteral("/lm/publisher/repo/file-q4.gguf"), "1");
    write(at + QStringLiteral("/cpp/other.gguf"), "1");
    write(at + QStringLiteral("/ollama/blobs/sha256-aa"), "gguf");
    write(
        at + QStringLiteral("/ollama/manifests/host/library/llama3.2/1b"),
        R"({"layers":[{"mediaType":"application/vnd.ollama.image.license","digest":"sha256:bb"},{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:aa"}]})");
    const auto place = [&](const char* part) { return (at + QLatin1String(part)).toStdString(); };
    const auto found = find_local_models({place("/own"), place("/hub"), place("/lm"), place("/cpp"), place("/ollama")});
    QCOMPARE(names(found), (QStringList{QStringLiteral("first"), QStringLiteral("tiny"),
                                        QStringLiteral("Org/Name/part"), QStringLiteral("publisher/repo/file-q4"),
                                        QStringLiteral("other"), QStringLiteral("llama3.2:1b")}));
    QCOMPARE(found[0].file_bytes, 5);
    QCOMPARE(int(found[1].format), int(FileForm::Safetensors));
    QVERIFY(found[1].file_bytes > 1000);
    QVERIFY(QString::fromStdString(found[5].path).endsWith(QStringLiteral("sha256-aa")));
  }

  void hostile_manifests_are_passed_over_data() {
    QTest::addColumn<QByteArray>("manifest");
    QTest::newRow("no json") << QByteArray("hello");
    QTest::newRow("no layers") << QByteArray("{}");
    QTest::newRow("layers no list") << QByteArray(R"({"layers":7})");
    QTest::newRow("layer no object") << QByteArray(R"({"layers":[7]})");
    QTest::newRow("digest no text") << QByteArray(
        R"({"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":9}]})");
    QTest::newRow("escaping digest") << QByteArray(
        R"({"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"../secret"}]})");
    QTest::newRow("absent blob") << QByteArray(
        R"({"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:none"}]})");
  }
  void hostile_manifests_are_passed_over() {
    QFETCH(QByteArray, manifest);
    QTemporaryDir root;
    write(root.path() + QStringLiteral("/secret"), "x");
    write(root.path() + QStringLiteral("/manifests/host/library/name/tag"), manifest);
    QDir().mkpath(root.path() + QStringLiteral("/blobs"));
    ModelFolders folders;
    folders.ollama = root.path().toStdString();
    QVERIFY(find_local_models(folders).empty());
  }

  void links_lead_nowhere_endless_data() {
    QTest::addColumn<QStringList>("links"); // where, to
    QTest::newRow("itself") << QStringList{"a/self", "self"};
    QTest::newRow("its own folder") << QStringList{"a/here", "."};
    QTest::newRow("the folder above") << QStringList{"a/b/up", ".."};
    QTest::newRow("all of it, many times")
        << QStringList{"a/1", "../..", "a/2", "..", "a/3", "../a", "a/b/4", "../..", "a/b/5", "..", "a/b/6", "../../c"};
    QTest::newRow("each other") << QStringList{"a/to-c", "../c", "c/to-a", "../a"};
    QTest::newRow("the whole disk") << QStringList{"a/disk", "/"};
    QTest::newRow("processes") << QStringList{"a/proc", "/proc/self"};
    QTest::newRow("nothing") << QStringList{"a/none", "/no/such/folder"};
  }

  void links_lead_nowhere_endless() {
    QFETCH(QStringList, links);
    QTemporaryDir root;
    for (const char* file : {"a/one.gguf", "a/b/two.gguf", "c/three.gguf"})
      write(root.filePath(QLatin1String(file)), "1");
    for (qsizetype i = 0; i < links.size(); i += 2)
      QVERIFY(QFile::link(links[i + 1], root.filePath(links[i])));
    const auto found = find_local_models({root.path().toStdString(), {}, {}, {}, {}});
    QStringList files;
    for (const LocalModel& model : found)
      files << QFileInfo(QString::fromStdString(model.path)).fileName();
    files.sort();
    QCOMPARE(files,
             (QStringList{QStringLiteral("one.gguf"), QStringLiteral("three.gguf"), QStringLiteral("two.gguf")}));
  }

  void a_linked_folder_elsewhere_is_looked_into_once() {
    QTemporaryDir root, disk;
    write(disk.filePath(QStringLiteral("big/model.gguf")), "1");
    for (const char* name : {"first", "second"})
      QVERIFY(QFile::link(disk.path(), root.filePath(QLatin1String(name))));
    QVERIFY(QFile::link(disk.filePath(QStringLiteral("big/model.gguf")), root.filePath(QStringLiteral("alone.gguf"))));
    QCOMPARE(names(find_local_models({root.path().toStdString(), {}, {}, {}, {}})),
             (QStringList{QStringLiteral("alone"), QStringLiteral("first/big/model")}));
  }

  void what_is_no_file_is_no_model() {
    QTemporaryDir root;
    QCOMPARE(mkfifo(root.filePath(QStringLiteral("pipe.gguf")).toUtf8().constData(), 0600), 0);
    QVERIFY(QFile::link(QStringLiteral("/dev/zero"), root.filePath(QStringLiteral("device.gguf"))));
    QVERIFY(QFile::link(QStringLiteral("/no/such"), root.filePath(QStringLiteral("gone.gguf"))));
    QVERIFY(find_local_models({root.path().toStdString(), {}, {}, {}, {}}).empty());
    LocalModel model;
    model.path = root.filePath(QStringLiteral("pipe.gguf")).toStdString();
    QVERIFY(inspect_local_model(model).problem.find("named pipe") != std::string::npos);
  }

  void absent_folders_hold_nothing() {
    QVERIFY(find_local_models({"/nowhere/a", "/nowhere/b", "/nowhere/c", "/nowhere/d", "/nowhere/e"}).empty());
  }

  void environment_moves_the_folders() {
    QTemporaryDir root;
    const QByteArray before = qgetenv("OLLAMA_MODELS");
    qputenv("OLLAMA_MODELS", root.path().toUtf8());
    QCOMPARE(QString::fromStdString(default_model_folders().ollama), root.path());
    before.isEmpty() ? qunsetenv("OLLAMA_MODELS") : qputenv("OLLAMA_MODELS", before);
  }

  void facts_of_a_checkpoint_and_of_rubbish() {
    LocalModel model;
    model.path = PARETO_GOLDEN_DIR "/hf/llama";
    const LocalModelFacts facts = inspect_local_model(model);
    QVERIFY(facts.problem.empty());
    QCOMPARE(facts.architecture, std::string("softmax-attention"));
    QVERIFY(facts.parameters > 1000 && facts.memory_at_32k > facts.memory_at_4k);
    QTemporaryDir root;
    write(root.path() + QStringLiteral("/bad.gguf"), "GGUF");
    model.path = (root.path() + QStringLiteral("/bad.gguf")).toStdString();
    QVERIFY(!inspect_local_model(model).problem.empty());
  }
};

PARETO_TEST(TestLocalModels)
#include "tst_local_models.moc"
