// SPDX-License-Identifier: GPL-3.0-or-later
// After a crash the last session is offered again; several windows never take each other's.
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/session/session_keeper.h"

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QProcess>
#include <QPushButton>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestRecovery : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void cleanup();
  void aCleanEndLeavesNothing();
  void aCrashIsOfferedAndRestored();
  void discardingForgetsIt();
  void anUnsavedStudyComesBackUnsaved();
  void anEmptyStudyComesBack();
  void twoWindowsKeepApart();
  void whatCannotBeReadIsLeftAlone();
  void everyPartOfTheViewSurvives();

private:
  QString sessions() const { return m_folder->filePath(QStringLiteral("data/sessions")); }
  QStringList kept() const { return QDir(sessions()).entryList({QStringLiteral("*.session.json")}, QDir::Files); }
  /// As a window that was killed leaves it: the file, and a lock of a process that is no more.
  void crash(const SessionState& state, const QString& name = QStringLiteral("crashed"));
  void follow();

  std::unique_ptr<SessionKeeper> m_keeper;
};

void TestRecovery::cleanup() {
  m_window.reset();
  m_keeper.reset();
  m_session.reset();
}

void TestRecovery::crash(const SessionState& state, const QString& name) {
  QProcess gone;
  gone.start(QStringLiteral("/bin/true"), QStringList());
  const qint64 pid = gone.processId();
  QVERIFY(gone.waitForFinished(kPatience));
  QDir().mkpath(sessions());
  QFile file(QDir(sessions()).filePath(name + QStringLiteral(".session.json")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(QByteArray::fromStdString(to_json(state).dump()));
  QFile lock(file.fileName() + QStringLiteral(".lock"));
  QVERIFY(lock.open(QIODevice::WriteOnly));
  lock.write(QByteArray::number(pid) + "\nparetoscope\n" + QSysInfo::machineHostName().toUtf8() + "\n");
}

void TestRecovery::follow() {
  m_keeper = std::make_unique<SessionKeeper>(*m_session, sessions());
  m_window->keepSession(*m_keeper);
}

void TestRecovery::aCleanEndLeavesNothing() {
  follow();
  QVERIFY(!child<QPushButton>("restoreSession")->isVisible());
  QTRY_COMPARE(kept().size(), 1);
  cleanup();
  QVERIFY(QDir(sessions()).isEmpty());
}

void TestRecovery::aCrashIsOfferedAndRestored() {
  SessionState state = m_session->state();
  state.study.name = "Contract study";
  state.study.models = {"mamba2@1.3b", "softmax-attention@1.3b"};
  state.dirty = true;
  state.view.limits[Metric::Tpot] = 150;
  state.view.at.context = 4096;
  state.view.hidden = {"softmax-attention@1.3b"};
  crash(state);
  follow();
  auto* restore = child<QPushButton>("restoreSession");
  QVERIFY(restore->isVisible());
  const QString text = child<QLabel>("recoveryText")->text();
  QVERIFY2(text.contains(QStringLiteral("Contract study")) && text.contains(QStringLiteral("not saved")),
           qPrintable(text));
  QVERIFY(m_session->document().study().name != "Contract study"); // nobody is forced
  QTest::mouseClick(restore, Qt::LeftButton);
  QCOMPARE(m_session->document().study().name, std::string("Contract study"));
  QCOMPARE(m_session->document().study().models, state.study.models);
  QVERIFY(m_session->document().isDirty());
  QCOMPARE(limit_on(m_session->view().state().limits, Metric::Tpot), std::optional(150.0));
  QVERIFY(m_session->document().isHidden("softmax-attention@1.3b"));
  QCOMPARE(m_session->results().evidence().models(), std::vector<std::string>{"mamba2@1.3b"});
  QVERIFY(!m_session->results().isEmpty()); // of its store
  QCOMPARE(child<QSlider>("contextSlider")->value() > 0, true);
  QVERIFY(m_window->windowTitle().contains(QStringLiteral("Contract study")));
  QVERIFY(!restore->isVisible());
  QCOMPARE(kept().size(), 1); // its own, which holds the restored one now
  const auto again =
      session_state_from_json(*read_strict_json(QDir(sessions()).filePath(kept().first()).toStdString()), "kept");
  QCOMPARE(again->study.name, std::string("Contract study"));
}

void TestRecovery::discardingForgetsIt() {
  SessionState state = m_session->state();
  state.study.name = "Older";
  crash(state, QStringLiteral("older"));
  QTest::qWait(20); // another time of writing
  state.study.name = "Newer";
  crash(state, QStringLiteral("newer"));
  follow();
  auto* discard = child<QPushButton>("discardSession");
  QVERIFY(child<QLabel>("recoveryText")->text().contains(QStringLiteral("Newer")));
  QTest::mouseClick(discard, Qt::LeftButton);
  QVERIFY(child<QLabel>("recoveryText")->text().contains(QStringLiteral("Older"))); // one after the other
  QTest::mouseClick(discard, Qt::LeftButton);
  QVERIFY(!discard->isVisible());
  QTRY_COMPARE(kept().size(), 1);
}

void TestRecovery::anUnsavedStudyComesBackUnsaved() {
  follow();
  m_session->newStudy();
  m_session->document().addModel("rwkv7@1.3b");
  m_keeper->keep();
  const SessionState written =
      *session_state_from_json(*read_strict_json(QDir(sessions()).filePath(kept().first()).toStdString()), "kept");
  QVERIFY(written.file.isEmpty() && written.dirty);
  QCOMPARE(written.store, m_session->results().storePath());
  QVERIFY(std::find(written.study.models.begin(), written.study.models.end(), "rwkv7@1.3b") !=
          written.study.models.end());
}

void TestRecovery::anEmptyStudyComesBack() {
  SessionState state = m_session->state();
  state.study.models.clear();
  crash(state);
  follow();
  QTest::mouseClick(child<QPushButton>("restoreSession"), Qt::LeftButton);
  QVERIFY(m_session->document().study().models.empty());
}

void TestRecovery::twoWindowsKeepApart() {
  crash(m_session->state());
  follow();
  QVERIFY(m_keeper->left());
  StudySession other({{}, m_folder->filePath(QStringLiteral("data")), publishedResults(), kPatience});
  SessionKeeper second(other, sessions());
  QVERIFY(!second.left()); // it is being offered elsewhere, and the first window's own is alive
  m_keeper->keep();
  second.keep();
  QCOMPARE(kept().size(), 3);
  m_keeper->discard();
  QCOMPARE(kept().size(), 2);
  m_session->newStudy();
  m_keeper->keep();
  QCOMPARE(kept().size(), 2);
}

void TestRecovery::whatCannotBeReadIsLeftAlone() {
  QDir().mkpath(sessions());
  for (const QByteArray& text :
       {QByteArray(), QByteArray("[]"), QByteArray("{"), QByteArray(R"({"paretoscope_session":2})"),
        QByteArray(R"({"paretoscope_session":1,"store":"x","study":3,"view":{}})"),
        QByteArray(R"({"paretoscope_session":1,"store":"x","study":{},"view":[]})")}) {
    QFile file(QDir(sessions()).filePath(QStringLiteral("bad%1.session.json").arg(qHash(text))));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
  }
  follow();
  QVERIFY(!m_keeper->left());
  QTRY_COMPARE(kept().size(), 7);
}

void TestRecovery::everyPartOfTheViewSurvives() {
  SessionState state = m_session->state();
  ViewState& view = state.view;
  view.at = {12'345, 33, 77, "vulkan:0"};
  view.limits = {{Metric::Tpot, 1.5}, {Metric::AnswerTime, 2.5}, {Metric::Memory, 3.5e9}, {Metric::Quality, 40}};
  view.x = {Metric::Quality, "own:lookup"};
  view.y = {Metric::State, {}};
  view.latency_metric = Metric::PrefillRate;
  view.along = Along::Requests;
  view.compared = Compared::Devices;
  view.model = "mamba2@1.3b";
  view.selected = "rwkv7@1.3b";
  view.hidden = {"a", "b"};
  const nlohmann::json written = to_json(state);
  const auto read = session_state_from_json(written, "state");
  QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
  QCOMPARE(QString::fromStdString(to_json(*read).dump()), QString::fromStdString(written.dump()));
  QCOMPARE(read->view.at.context, int64_t{12'345});
  QCOMPARE(limit_on(read->view.limits, Metric::Quality), std::optional(40.0));
}

PARETO_TEST(TestRecovery)
#include "tst_recovery.moc"
