// SPDX-License-Identifier: GPL-3.0-or-later
// Result files of other tools and machines, dropped on the window: told by content, asked for what they lack, stored by
// the real engine, shown as imported.
#include "core/study/run_store.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"
#include "tests/ui/window_test.h"
#include "ui/panels/drop_overlay.h"
#include "ui/panels/import_dialog.h"
#include "ui/panels/machine_picker.h"
#include "ui/panels/model_strip.h"

#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestImport : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void theOverlaySaysWhatWillHappen_data();
  void theOverlaySaysWhatWillHappen();
  void whatIsDroppedJoinsTheStore();
  void whatAFileLacksIsAskedFor();
  void brokenFilesGetOneSentence_data();
  void brokenFilesGetOneSentence();
  void modelsAndStudiesAreNoResults();

private:
  QString fixture(const char* name) const {
    return QString::fromStdString(test::golden(std::string("imports/") + name));
  }
  QString write(const char* name, const QByteArray& content) const {
    const QString path = m_folder->filePath(QLatin1String(name));
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? path : QString();
  }
  QString held(const QString& path) const {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter({400, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &enter);
    return m_window->findChild<DropOverlay*>()->sentence();
  }
  void drop(const QString& path) const {
    held(path);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDropEvent event(QPointF(400, 400), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &event);
    QCoreApplication::processEvents();
  }
  /// The engine itself stores what is imported.
  void useTheEngine() {
    const QString data = m_folder->filePath(QStringLiteral("data"));
    m_window.reset();
    m_session = std::make_unique<StudySession>(
        StudySession::Options{QStringLiteral(PARETO_ENGINE), data, publishedResults(), m_openPatience});
    m_window = std::make_unique<MainWindow>(
        *m_session,
        std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat));
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
  }
  ImportDialog* dialog() const { return m_window->findChild<ImportDialog*>(); }
  QString notice() const { return child<QLabel>("notice")->text(); }
};

void TestImport::theOverlaySaysWhatWillHappen_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("tool");
  QTest::newRow("llama-bench") << "llama-bench.json"
                               << "llama-bench";
  QTest::newRow("vllm") << "vllm-bench.jsonl"
                        << "vLLM bench serve";
  QTest::newRow("aiperf") << "aiperf.json"
                          << "AIPerf";
  QTest::newRow("guidellm") << "guidellm.json"
                            << "GuideLLM";
}

void TestImport::theOverlaySaysWhatWillHappen() {
  QFETCH(QString, file);
  QFETCH(QString, tool);
  const QString sentence = held(fixture(qPrintable(file)));
  QVERIFY2(sentence.contains(QStringLiteral("import the results of %1").arg(tool)), qPrintable(sentence));
  const QString renamed = m_folder->filePath(QStringLiteral("notes.txt")); // by content, never by name
  QVERIFY(QFile::copy(fixture(qPrintable(file)), renamed));
  QVERIFY(held(renamed).contains(tool));
}

void TestImport::whatIsDroppedJoinsTheStore() {
  useTheEngine();
  drop(fixture("llama-bench.json"));
  QTRY_VERIFY_WITH_TIMEOUT(dialog() && dialog()->isVisible(), kPatience);
  auto* facts = dialog()->findChild<QLabel*>(QStringLiteral("importFacts"));
  QVERIFY2(facts->text().contains(QStringLiteral("RTX 4090")), qPrintable(facts->text()));
  QVERIFY(facts->text().contains(QStringLiteral("No model of this study")));
  auto* model = dialog()->findChild<QComboBox*>(QStringLiteral("importModel"));
  choose(model, 1);
  auto* precision = dialog()->findChild<QComboBox*>(QStringLiteral("importPrecision"));
  choose(precision, precision->findData(QStringLiteral("f16")));
  auto* accept = dialog()->findChild<QPushButton*>(QStringLiteral("importAccept"));
  QTRY_VERIFY_WITH_TIMEOUT(accept->isEnabled(), kPatience);
  const std::string first = m_session->document().study().models[0];
  QTest::mouseClick(accept, Qt::LeftButton);
  QTRY_VERIFY2_WITH_TIMEOUT(notice().contains(QStringLiteral("imported")), qPrintable(notice()), kPatience);
  const Quantity decode = m_session->results().evidence().value(first, Metric::Tpot, {0, 1, 150, "rtx-4090"});
  auto store = RunStore::open(storePath().toStdString(), RunStore::Mode::ReadOnly);
  int stored = 0;
  for (const RunStore::StoredResult& result : (*store)->read().results)
    stored += result.measurement.source == Source::Imported && result.measurement.key.device == "rtx-4090";
  QVERIFY(stored > 0);
  QVERIFY(decode.source == Source::Imported || decode.source == Source::Modelled);
  int seen = 0;
  for (const Measurement& cell : m_session->results().evidence().measurements())
    seen += cell.source == Source::Imported; // in DATA, whichever machine is decided about
  QCOMPARE(seen, stored);
  auto* picker = child<MachinePicker>("machinePicker");
  QTest::mouseClick(picker, Qt::LeftButton);
  auto* list = child<QTreeWidget>("machineList");
  QCOMPARE(list->topLevelItem(1)->text(0), QStringLiteral("Imported results"));
  QCOMPARE(list->topLevelItem(1)->child(0)->text(0), QStringLiteral("GeForce RTX 4090"));
}

void TestImport::whatAFileLacksIsAskedFor() {
  drop(fixture("aiperf.json"));
  QTRY_VERIFY_WITH_TIMEOUT(dialog() && dialog()->isVisible(), kPatience);
  auto* facts = dialog()->findChild<QLabel*>(QStringLiteral("importFacts"));
  auto* accept = dialog()->findChild<QPushButton*>(QStringLiteral("importAccept"));
  QVERIFY(!accept->isEnabled());
  QVERIFY2(facts->text().startsWith(QStringLiteral("The file does not say")) &&
               !facts->text().contains(QStringLiteral("--")),
           qPrintable(facts->text()));
  auto* machine = dialog()->findChild<QComboBox*>(QStringLiteral("importMachine"));
  choose(machine, machine->findData(QStringLiteral("h100-sxm-80gb")));
  auto* precision = dialog()->findChild<QComboBox*>(QStringLiteral("importPrecision"));
  choose(precision, precision->findData(QStringLiteral("f16")));
  QTRY_VERIFY2_WITH_TIMEOUT(accept->isEnabled(), qPrintable(facts->text()), kPatience);
  QVERIFY(facts->text().contains(QStringLiteral("H100")));
}

void TestImport::brokenFilesGetOneSentence_data() {
  QTest::addColumn<QByteArray>("content");
  QFile file(fixture("llama-bench.json"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray whole = file.readAll();
  QTest::newRow("cut off") << whole.left(whole.size() - 40);
  QTest::newRow("no runs") << QByteArray(R"([{"avg_ts": 1}])");
  QTest::newRow("an event that is none") << QByteArray("{\"event\":\"result\"}\n");
}

void TestImport::brokenFilesGetOneSentence() {
  QFETCH(QByteArray, content);
  const QString before = notice();
  drop(write("broken.json", content));
  QTRY_VERIFY_WITH_TIMEOUT(notice() != before && notice().size() > 20, kPatience);
  QTRY_VERIFY(!dialog() || !dialog()->isVisible());
  QVERIFY(!m_window->findChild<ModelStrip*>()->isVisible());
  QVERIFY(!notice().trimmed().contains(QLatin1Char('\n')));
}

void TestImport::modelsAndStudiesAreNoResults() {
  const QString study = m_folder->filePath(QStringLiteral("s.json"));
  QVERIFY(write_study(study.toStdString(), quick_look()).has_value());
  QVERIFY(held(study).contains(QStringLiteral("open the study")));
  QVERIFY(held(write("config.json", R"({"model_type": "llama"})")).contains(QStringLiteral("see what")));
}

PARETO_TEST(TestImport)
#include "tst_import.moc"
