// SPDX-License-Identifier: GPL-3.0-or-later
// QUALITY by clicks and keys: asked by task, of every published comparison and of own texts; what is chosen is what the
// window judges by.
#include "core/quality/published_groups.h"
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/pages/quality/quality_page.h"
#include "ui/words/language.h"

#include <QLabel>
#include <QPushButton>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestQualityPage : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void asksByTask();
  void everyComparisonCanBeChosen();
  void whatIsChosenIsWhatTheWindowJudgesBy();
  void lengthsAreHollowBeyondTheTest();
  void ownTextIsATask();
  void unitsAreNamed();
  void isTakenBack();
  void sizesBringTheirComparison();
  void loadAndPerturbationAreAsked();

private:
  QualityPage* quality() const {
    clickPage("quality");
    return qobject_cast<QualityPage*>(page());
  }
  QComboBox* field(const char* name) const { return quality()->findChild<QComboBox*>(QLatin1String(name)); }
  void take(const char* name, const QVariant& data) const {
    QComboBox* combo = field(name);
    const int index = combo->findData(data);
    QVERIFY2(index >= 0, qPrintable(data.toString()));
    if (combo != field("qualityGroup")) {
      choose(combo, index);
    } else { // as a click into a long list
      combo->setCurrentIndex(index);
      Q_EMIT combo->activated(index);
    }
    page();
  }
  const ChartSpec& spec() const { return quality()->panel()->spec(); }
};

void TestQualityPage::asksByTask() {
  QCOMPARE(field("qualityTask")->count(), int(kAskedTasks));
  take("qualityTask", int(AskedTask::Lookup));
  QVERIFY2(spec().sentence.contains(QStringLiteral("of 100")), qPrintable(spec().sentence));
  QVERIFY(!spec().y.categories.isEmpty());
  QCOMPARE(spec().x.unit, QStringLiteral("right of 100"));
  QCOMPARE(spec().rows.size(), spec().y.categories.size());
  QVERIFY(spec().provenance.join(QLatin1Char(' ')).contains(QStringLiteral("arXiv")));
  m_window->resize(1024, 700);
  page();
  const QComboBox* group = field("qualityGroup"); // all of its title is seen
  QTRY_VERIFY2(group->fontMetrics().horizontalAdvance(group->currentText()) < group->width() - 20,
               qPrintable(QStringLiteral("%1 wide: %2").arg(group->width()).arg(group->currentText())));
  take("qualityTask", int(AskedTask::Questions));
  QVERIFY(spec().sentence.contains(QStringLiteral("of 100")));
}

void TestQualityPage::everyComparisonCanBeChosen() {
  const std::vector<PublishedGroup> all = published_groups(*m_session->options().published);
  QVERIFY(all.size() >= 118);
  QComboBox* groups = field("qualityGroup");
  for (const PublishedGroup& group : all)
    QVERIFY2(groups->findData(QString::fromStdString(group.id)) >= 0, group.id.c_str());
  int drawn = 0;
  for (size_t i = 0; i < all.size(); i += 9) { // each of those few says something of the tasks it names
    const PublishedGroup& group = all[i];
    take("qualityGroup", QString::fromStdString(group.id));
    QCOMPARE(m_session->document().study().quality_group, group.id);
    for (const std::string& task : group.tasks)
      for (size_t each = 0; each < kAskedTasks; ++each)
        if (task == to_string(static_cast<AskedTask>(each))) {
          take("qualityTask", int(each));
          drawn += !spec().series.isEmpty();
          QVERIFY2(!spec().series.isEmpty() || task == "formats", (group.id + " " + task).c_str());
        }
  }
  QVERIFY(drawn > 10);
}

void TestQualityPage::whatIsChosenIsWhatTheWindowJudgesBy() {
  take("qualityTask", int(AskedTask::Lookup));
  take("qualityTest", QStringLiteral("swde_acc"));
  QCOMPARE(m_session->view().state().task, std::string("swde_acc"));
  clickPage("answer");
  QVERIFY(page()->exported().first().id == QStringLiteral("answer"));
  QCOMPARE(quality()->panel()->spec().x.title, QStringLiteral("SWDE look-ups"));
}

void TestQualityPage::lengthsAreHollowBeyondTheTest() {
  const std::vector<PublishedGroup> all = published_groups(*m_session->options().published);
  ViewState state = m_session->view().state();
  state.at.context = 200'000;
  m_session->setView(state);
  take("qualityTask", int(AskedTask::Lookup));
  take("qualityTest", QStringLiteral("fda_acc"));
  for (const SeriesSpec& series : spec().series)
    QCOMPARE(int(series.points.first().fill), int(MarkFill::Untested));
  QVERIFY(spec().sentence.contains(QStringLiteral("nothing is known")));
  take("qualityTask", int(AskedTask::Long));
  const ChartSpec along = spec();
  for (const SeriesSpec& series : along.series)
    if (series.line)
      QCOMPARE(int(series.points.last().fill), int(MarkFill::Untested));
}

void TestQualityPage::ownTextIsATask() {
  take("qualityTask", int(AskedTask::Own));
  QVERIFY(spec().series.isEmpty() && !spec().emptyText.isEmpty());
  QVERIFY(!field("qualityGroup")->isEnabled());
  auto* own = quality()->findChild<QPushButton*>(QStringLiteral("qualityOwnText"));
  QTest::mouseClick(own, Qt::LeftButton);
  QTRY_VERIFY(m_window->findChild<QDialog*>());
}

void TestQualityPage::unitsAreNamed() {
  const PublishedResults& results = *m_session->options().published;
  QSet<QString> units;
  for (const PublishedGroup& group : published_groups(results))
    for (const PublishedResult& row : group_rows(results, group.id)) {
      if (row.unit != "nll" && row.unit != "nats" && row.unit != "points")
        continue;
      if (units.contains(QString::fromStdString(row.unit)))
        continue;
      take("qualityGroup", QString::fromStdString(group.id));
      take("qualityTask", int(asked_task_of(row.metric)));
      if (field("qualityTest")->findData(QString::fromStdString(test_family(row.metric))) < 0)
        continue;
      take("qualityTest", QString::fromStdString(test_family(row.metric)));
      const QString unit = spec().y.categories.isEmpty() ? spec().y.unit : spec().x.unit;
      QVERIFY2(row.unit == "points" ? unit.contains(QStringLiteral("points")) : unit.contains(QStringLiteral("nats")),
               qPrintable(unit));
      units.insert(QString::fromStdString(row.unit));
    }
  QVERIFY(units.contains(QStringLiteral("nll")));
}

void TestQualityPage::isTakenBack() {
  const std::string before = m_session->document().study().quality_group;
  QString other;
  for (int i = 0; i < field("qualityGroup")->count() && other.isEmpty(); ++i)
    if (const QString id = field("qualityGroup")->itemData(i).toString(); !id.isEmpty() && id.toStdString() != before)
      other = id;
  take("qualityGroup", other);
  QVERIFY(m_session->document().study().quality_group != before);
  action("undo")->trigger();
  QCOMPARE(m_session->document().study().quality_group, before);
  setLanguage(QStringLiteral("ja"));
  QVERIFY(!quality()->panel()->spec().sentence.contains(QStringLiteral("of 100")));
  setLanguage(QStringLiteral("en"));
}

void TestQualityPage::sizesBringTheirComparison() {
  QCOMPARE(m_session->document().study().quality_group, std::string("gdn-1.3b-100b"));
  m_session->document().setSize("340m");
  QCOMPARE(m_session->document().study().quality_group, std::string("slimpajama-340m-15b"));
  m_session->document().setSize("1.3b");
  QCOMPARE(m_session->document().study().quality_group, std::string("gdn-1.3b-100b"));
}

/// Where no test of a comparison varies it, that is said, with those that do.
void TestQualityPage::loadAndPerturbationAreAsked() {
  choose(field("qualityAlong"), int(QualityAlong::Perturbation));
  page();
  QCOMPARE(spec().x.categories.size(), 3); // three needles, the study's own models among those tested
  QVERIFY(std::any_of(spec().series.begin(), spec().series.end(),
                      [](const SeriesSpec& series) { return !series.model.isEmpty() && series.points.size() == 3; }));
  QVERIFY2(spec().sentence.contains(QStringLiteral("a long id in essays")), qPrintable(spec().sentence));
  QCOMPARE(spec().rows.size() % 3, 0);
  QVERIFY(!field("qualityTest")->isEnabled());
  choose(field("qualityAlong"), int(QualityAlong::Load));
  page();
  QVERIFY(spec().series.isEmpty());
  QVERIFY2(spec().emptyText.contains(QStringLiteral("varies how much")) &&
               spec().emptyText.contains(QStringLiteral("These do:")),
           qPrintable(spec().emptyText));
  choose(field("qualityAlong"), int(QualityAlong::Length));
  page();
  QVERIFY(!spec().series.isEmpty() && field("qualityTest")->isEnabled());
}

PARETO_TEST(TestQualityPage)
#include "tst_quality_page.moc"
