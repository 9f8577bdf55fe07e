// SPDX-License-Identifier: GPL-3.0-or-later
// What each place of the prompt's slider will ask is asked ahead: once of every model, and only while nothing is under
// way.
#include "tests/support/program.h"
#include "tests/ui/session_support.h"
#include "ui/panels/places_ahead.h"

#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

namespace {

constexpr int kLongIdle = 900; ///< milliseconds: several times what it waits after a change
const std::vector<qint64> kPlaces{128, 512, 2048};

} // namespace

class TestPlacesAhead : public QObject, private SessionFixture {
  Q_OBJECT

private Q_SLOTS:
  void init();
  void cleanup();
  void everyPairIsAskedOnce();
  void nothingIsAskedWhileTheMachineIsBusy();
  void itGoesOnWhereItStopped();
  void otherModelsBeginAgain();
  void otherValuesBeginAgain();
  void anotherLoadBeginsAgain();
  void anotherPlaceAsksNothing();

private:
  void build(const std::vector<std::string>& models = {"mamba2@pilot", "softmax-attention@pilot"});
  void setModels(const std::vector<std::string>& models) const;
  /// Waits for so many pairs, then for more that must not come: each of them another.
  void expect(qsizetype count);

  std::unique_ptr<StudySession> m_session;
  std::unique_ptr<PlacesAhead> m_ahead;
  std::unique_ptr<QSignalSpy> m_asked;
};

void TestPlacesAhead::init() { begin(); }

void TestPlacesAhead::cleanup() {
  m_asked.reset();
  m_ahead.reset();
  m_session.reset();
}

void TestPlacesAhead::setModels(const std::vector<std::string>& models) const {
  Study study = m_session->document().study();
  study.models = models;
  study.baseline = models.front();
  m_session->document().setStudy(study);
}

void TestPlacesAhead::build(const std::vector<std::string>& models) {
  m_session = std::make_unique<StudySession>(options({}));
  setModels(models);
  m_ahead = std::make_unique<PlacesAhead>(*m_session, kPlaces);
  m_asked = std::make_unique<QSignalSpy>(m_ahead.get(), &PlacesAhead::asked);
}

void TestPlacesAhead::expect(qsizetype count) {
  QTRY_VERIFY_WITH_TIMEOUT(m_asked->size() >= count, kPatience);
  QTest::qWait(kLongIdle);
  QCOMPARE(m_asked->size(), count);
  QSet<QString> pairs;
  for (const QList<QVariant>& each : *m_asked)
    pairs << each[0].toString() + each[1].toString();
  QCOMPARE(pairs.size(), count);
  m_asked->clear();
}

void TestPlacesAhead::everyPairIsAskedOnce() {
  build();
  expect(6);
  Q_EMIT m_session->workChanged(); // it is woken, and has nothing left to ask
  QTest::qWait(kLongIdle);
  QCOMPARE(m_asked->size(), 0);
}

void TestPlacesAhead::nothingIsAskedWhileTheMachineIsBusy() {
  build();
  for (const Work work : {Work::Run, Work::Race, Work::Text}) {
    QVERIFY(m_session->machine().claim(work));
    QTest::qWait(kLongIdle);
    QCOMPARE(m_asked->size(), 0);
    m_session->machine().release(work);
  }
  expect(6);
}

void TestPlacesAhead::itGoesOnWhereItStopped() {
  build();
  const auto claimed = connect(m_ahead.get(), &PlacesAhead::asked, this,
                               [this] { QVERIFY(m_asked->size() != 2 || m_session->machine().claim(Work::Race)); });
  QTRY_COMPARE_WITH_TIMEOUT(m_session->machine().work(), Work::Race, kPatience);
  disconnect(claimed);
  QTest::qWait(kLongIdle);
  QCOMPARE(m_asked->size(), 2);
  m_session->machine().release(Work::Race);
  expect(6);
}

void TestPlacesAhead::otherModelsBeginAgain() {
  build();
  expect(6);
  setModels({"mamba2@pilot", "softmax-attention@pilot", "gated-deltanet@pilot"});
  expect(9);
  m_session->setModelUsed("mamba2@pilot", false); // taken out: of the rest nobody knows whether they are the same still
  expect(6);
}

void TestPlacesAhead::otherValuesBeginAgain() {
  build();
  expect(6);
  Measurement value = sample("mamba2@pilot");
  value.key.precision = m_session->document().study().precision;
  m_session->addImported(value);
  expect(6);
}

void TestPlacesAhead::anotherLoadBeginsAgain() {
  build();
  expect(6);
  ViewState view = m_session->view().state();
  view.at.requests = view.at.requests == 8 ? 4 : 8;
  m_session->setView(view);
  expect(6);
  Study study = m_session->document().study();
  study.workload.reused_share = 0.5;
  m_session->document().setStudy(study);
  expect(6);
}

void TestPlacesAhead::anotherPlaceAsksNothing() {
  build();
  expect(6);
  ViewState view = m_session->view().state();
  view.at.context = view.at.context == 512 ? 128 : 512;
  m_session->setView(view);
  QTest::qWait(kLongIdle);
  QCOMPARE(m_asked->size(), 0);
}

PARETO_TEST(TestPlacesAhead)
#include "tst_places_ahead.moc"
