// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/local_models.h"

#include <QFile>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

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
      QVERIFY(QFile::copy(QStringLiteral(PARETO_GOLDEN_DIR "/hf/llama/") + QLatin1String(file), at + QStringLiteral("/own/tiny/") + QLatin1String(file)));
    write(at + QStringLiteral("/hub/models--Org--Name/snapshots/abc/part.gguf"), "1");
    write(at + QStringLiteral("/hub/datasets--Org--Data/snapshots/abc/x.gguf"), "1");
    write(at + QStringLiteral("/lm/publisher/repo/file-q4.gguf"), "1");
    write(at + QStringLiteral("/cpp/other.gguf"), "1");
    write(at + QStringLiteral("/ollama/blobs/sha256-aa"), "gguf");
    write(at + QStringLiteral("/ollama/manifests/host/library/llama3.2/1b"),
          R"({"layers":[{"mediaType":"application/vnd.ollama.image.license","digest":"sha256:bb"},{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:aa"}]})");
    const auto place = [&](const char* part) { return (at + QLatin1String(part)).toStdString(); };
    const auto found = find_local_models({place("/own"), place("/hub"), place("/lm"), place("/cpp"), place("/ollama")});
    QCOMPARE(names(found), (QStringList{QStringLiteral("first"), QStringLiteral("tiny"), QStringLiteral("Org/Name/part"), QStringLiteral("publisher/repo/file-q4"),
                                        QStringLiteral("other"), QStringLiteral("llama3.2:1b")}));
    QCOMPARE(found[0].file_bytes, 5);
    QCOMPARE(int(found[1].format), int(LocalModel::Format::Safetensors));
    QVERIFY(found[1].file_bytes > 1000);
    QVERIFY(QString::fromStdString(found[5].path).endsWith(QStringLiteral("sha256-aa")));
  }

  void hostile_manifests_are_passed_over_data() {
    QTest::addColumn<QByteArray>("manifest");
    QTest::newRow("no json") << QByteArray("hello");
    QTest::newRow("no layers") << QByteArray("{}");
    QTest::newRow("layers no list") << QByteArray(R"({"layers":7})");
    QTest::newRow("layer no object") << QByteArray(R"({"layers":[7]})");
    QTest::newRow("digest no text") << QByteArray(R"({"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":9}]})");
    QTest::newRow("escaping digest") << QByteArray(R"({"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"../secret"}]})");
    QTest::newRow("absent blob") << QByteArray(R"({"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:none"}]})");
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

  void absent_folders_hold_nothing() { QVERIFY(find_local_models({"/nowhere/a", "/nowhere/b", "/nowhere/c", "/nowhere/d", "/nowhere/e"}).empty()); }

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

QTEST_APPLESS_MAIN(TestLocalModels)
#include "tst_local_models.moc"
