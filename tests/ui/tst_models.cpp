// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/catalogue.h"
#include "tests/support/full_study.h"
#include "tests/support/program.h"
#include "ui/session/model_tree_model.h"
#include "ui/session/results_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;

namespace {

int leaves(const QAbstractItemModel& model) {
  int count = 0;
  for (int row = 0; row < model.rowCount(); ++row)
    count += model.rowCount(model.index(row, 0));
  return count;
}

Evidence measuredEvidence() {
  const Study study = quick_look();
  Evidence evidence(study, {}, test::publishedResults());
  for (const Measurement& m : test::fullStudy(study))
    evidence.add(m);
  return evidence;
}

} // namespace

class TestModels : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void treeHoldsEveryArchitecture();
  void treeChecks();
  void treeChecksFollowTheStudy();
  void treeShowsLoadedModels();
  void treeTexts();
  void filterByLevelAndSearch_data();
  void filterByLevelAndSearch();
  void resultsHoldEveryValue();
  void resultsSortAsNumbers();
  void resultsFilter();
  void resultsAsTsv();
  void memoryAndCostAreRows();
  void failedCellIsARow();
};

void TestModels::treeHoldsEveryArchitecture() {
  ModelTreeModel tree;
  QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
  QCOMPARE(leaves(tree), static_cast<int>(architectures().size()));
  QStringList ids;
  for (int family = 0; family < tree.rowCount(); ++family)
    for (int row = 0; row < tree.rowCount(tree.index(family, 0)); ++row)
      ids << tree.index(row, 0, tree.index(family, 0)).data(ModelTreeModel::ArchitectureRole).toString();
  for (const Architecture& architecture : architectures())
    QVERIFY2(ids.contains(QString::fromStdString(architecture.id)), architecture.id.c_str());
}

void TestModels::treeChecks() {
  ModelTreeModel tree;
  QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
  tree.setStudy(quick_look(), {});
  QSignalSpy used(&tree, &ModelTreeModel::useChanged);
  const QModelIndex retnet = tree.indexOf(QStringLiteral("retnet@1.3b"));
  QVERIFY(retnet.isValid());
  QCOMPARE(retnet.data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
  QVERIFY(tree.setData(retnet, Qt::Checked, Qt::CheckStateRole));
  QCOMPARE(used.size(), 1);
  QCOMPARE(used[0][0].toString(), QStringLiteral("retnet@1.3b"));
  QCOMPARE(used[0][1].toBool(), true);
  QVERIFY(tree.setData(retnet, Qt::Checked, Qt::CheckStateRole)); // no change, no signal
  QCOMPARE(used.size(), 1);
  QVERIFY(!tree.setData(retnet.parent(), Qt::Checked, Qt::CheckStateRole)); // families have no check
  QVERIFY(!tree.setData({}, Qt::Checked, Qt::CheckStateRole));
}

void TestModels::treeChecksFollowTheStudy() {
  ModelTreeModel tree;
  QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
  Study study = quick_look();
  tree.setStudy(study, {"mamba2@1.3b"});
  QCOMPARE(tree.indexOf(QStringLiteral("softmax-attention@1.3b")).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
  QCOMPARE(tree.indexOf(QStringLiteral("mamba2@1.3b")).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked)); // hidden
  study.models = {"mamba2@340m"};
  tree.setStudy(study, {});
  QCOMPARE(tree.size(), QStringLiteral("340m"));
  QCOMPARE(tree.indexOf(QStringLiteral("mamba2@340m")).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
  QVERIFY(!tree.indexOf(QStringLiteral("mamba2@1.3b")).isValid());
}

void TestModels::treeShowsLoadedModels() {
  ModelTreeModel tree;
  QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
  Study study = quick_look();
  study.models.push_back("/somewhere/my-model/config.json");
  tree.setStudy(study, {});
  const QModelIndex loaded = tree.indexOf(QStringLiteral("/somewhere/my-model/config.json"));
  QVERIFY(loaded.isValid());
  QCOMPARE(loaded.data().toString(), QStringLiteral("my-model"));
  QCOMPARE(loaded.data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
  tree.setStudy(quick_look(), {});
  QVERIFY(!tree.indexOf(QStringLiteral("/somewhere/my-model/config.json")).isValid());
}

void TestModels::treeTexts() {
  ModelTreeModel tree;
  tree.setStudy(quick_look(), {});
  for (const Architecture& a : architectures()) {
    const QModelIndex index = tree.indexOf(QString::fromStdString(a.id + "@1.3b"));
    const QString tip = index.data(Qt::ToolTipRole).toString();
    for (const std::string& fact : {a.idea, a.promise, a.weakness, a.complexity})
      QVERIFY2(tip.contains(QString::fromStdString(fact)), fact.c_str());
    QVERIFY(!index.data(Qt::DecorationRole).value<QIcon>().isNull());
  }
}

void TestModels::filterByLevelAndSearch_data() {
  QTest::addColumn<bool>("research");
  QTest::addColumn<QString>("search");
  QTest::addColumn<int>("shown");
  const int all = static_cast<int>(architectures().size());
  QTest::newRow("decision") << false << "" << 4;
  QTest::newRow("research") << true << "" << all;
  QTest::newRow("by name, case ignored") << true << "RETNET" << 1;
  QTest::newRow("by paper") << true << "2405.21060" << 1;
  QTest::newRow("by family") << true << "State space" << 6;
  QTest::newRow("nothing") << true << "zzzz" << 0;
  QTest::newRow("a level hides from the search") << false << "retnet" << 0;
  QTest::newRow("spaces around") << false << "  mamba-2 " << 1;
}

void TestModels::filterByLevelAndSearch() {
  QFETCH(bool, research);
  QFETCH(QString, search);
  QFETCH(int, shown);
  ModelTreeModel tree;
  ModelTreeFilter filter;
  filter.setSourceModel(&tree);
  QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
  tree.setStudy(quick_look(), {});
  filter.setResearch(research);
  filter.setSearch(search);
  QCOMPARE(leaves(filter), shown);
  for (int row = 0; row < filter.rowCount(); ++row) // no empty family
    QVERIFY(filter.rowCount(filter.index(row, 0)) > 0);
}

void TestModels::resultsHoldEveryValue() {
  ResultsModel results;
  QAbstractItemModelTester tester(&results, QAbstractItemModelTester::FailureReportingMode::QtTest);
  const Evidence evidence = measuredEvidence();
  results.setEvidence(evidence);
  int times = 0, published = 0;
  for (int row = 0; row < results.rowCount(); ++row) {
    const QString unit = results.index(row, ResultsModel::UnitColumn).data().toString();
    times += unit == QStringLiteral("ms");
    published += results.index(row, ResultsModel::SourceColumn).data().toString() == QStringLiteral("published");
  }
  QCOMPARE(times, static_cast<int>(evidence.measurements().size()));
  QVERIFY(published >= 8);
}

void TestModels::resultsSortAsNumbers() {
  ResultsModel results;
  ResultsFilter filter;
  filter.setSourceModel(&results);
  QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
  results.setEvidence(measuredEvidence());
  for (Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
    filter.sort(ResultsModel::ValueColumn, order);
    double before = order == Qt::AscendingOrder ? -1 : 1e300;
    for (int row = 0; row < filter.rowCount(); ++row) {
      const QVariant value = filter.index(row, ResultsModel::ValueColumn).data(ResultsModel::SortRole);
      if (!value.isValid())
        continue;
      QVERIFY(order == Qt::AscendingOrder ? value.toDouble() >= before : value.toDouble() <= before);
      before = value.toDouble();
    }
  }
  filter.sort(-1); // back to the order of measuring
  QCOMPARE(filter.mapToSource(filter.index(0, 0)).row(), 0);
}

void TestModels::resultsFilter() {
  ResultsModel results;
  ResultsFilter filter;
  filter.setSourceModel(&results);
  results.setEvidence(measuredEvidence());
  const int all = filter.rowCount();
  filter.setSearch(QStringLiteral("mamba-2"));
  QVERIFY(filter.rowCount() > 0 && filter.rowCount() < all);
  for (int row = 0; row < filter.rowCount(); ++row)
    QCOMPARE(filter.index(row, 0).data(ResultsModel::ModelIdRole).toString(), QStringLiteral("mamba2@1.3b"));
  filter.setSearch({});
  QCOMPARE(filter.rowCount(), all);
}

void TestModels::resultsAsTsv() {
  ResultsModel results;
  results.setEvidence(measuredEvidence());
  const QStringList lines =
      results.tsv({results.index(0, 0), results.index(1, 0)}).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
  QCOMPARE(lines.size(), 3);
  QCOMPARE(lines[0].split(QLatin1Char('\t')).size(), int(ResultsModel::ColumnCount));
  const QStringList cells = lines[1].split(QLatin1Char('\t'));
  QCOMPARE(cells.size(), int(ResultsModel::ColumnCount));
  QCOMPARE(lines[0].split(QLatin1Char('\t')).mid(0, 2), (QStringList{QStringLiteral("model"), QStringLiteral("id")}));
  QCOMPARE(cells[ResultsModel::IdColumn], results.index(0, 0).data(ResultsModel::ModelIdRole).toString());
  QVERIFY(cells[ResultsModel::ModelColumn] != cells[ResultsModel::IdColumn]); // a name for people, an id for commands
  bool isNumber = false;
  QCOMPARE(cells[ResultsModel::ValueColumn].toDouble(&isNumber),
           results.index(0, ResultsModel::ValueColumn).data(ResultsModel::SortRole).toDouble());
  QVERIFY(isNumber);
}

/// Memory by formula and what a month costs, where one looks: with source, range and the command that gives them again.
void TestModels::memoryAndCostAreRows() {
  Study study = quick_look();
  study.workload = {600, 150, 8, Waits::Queue, 0};
  study.cost[CostField::RequestsPerDay] = entered(20'000);
  study.cost[CostField::MachinePrice] = entered(4800);
  study.cost[CostField::ApiInput] = entered(5);
  study.cost[CostField::ApiOutput] = entered(15);
  Evidence evidence(study, {}, test::publishedResults());
  for (const std::string& model : study.models)
    for (const int requests : {1, 8}) {
      test::add_rounds(evidence, test::decode(model, requests, 600, 20));
      test::add_rounds(evidence, test::prefill(model, requests, 600, 500.0 * requests));
    }
  ResultsModel results;
  QAbstractItemModelTester tester(&results, QAbstractItemModelTester::FailureReportingMode::QtTest);
  ResultsFilter filter;
  filter.setSourceModel(&results);
  results.setEvidence(evidence);
  const int before = results.rowCount();
  ViewState view;
  view.at = {2048, 8, 150};
  results.setPlace(evidence, view);
  const auto models = static_cast<int>(study.models.size());
  const auto at = [&](int row, ResultsModel::Column column) { return results.index(row, column).data(); };
  QCOMPARE(at(before + 2, ResultsModel::QuantityColumn).toString(), QStringLiteral("Weights, cache and state"));
  QCOMPARE(at(before + 2, ResultsModel::SourceColumn).toString(), QStringLiteral("by formula"));
  const std::string first = at(before, ResultsModel::IdColumn).toString().toStdString();
  QCOMPARE(results.index(before + 2, ResultsModel::ValueColumn).data(ResultsModel::SortRole).toDouble(),
           *evidence.value(first, Metric::Memory, view.at).value);
  QCOMPARE(at(before, ResultsModel::CommandColumn).toString(),
           QStringLiteral("paretoscope-engine describe %1 --precision f16 --context 2048 --batch 8 --layers")
               .arg(QString::fromStdString(first)));
  filter.setSearch(QStringLiteral("cost a month"));
  QCOMPARE(filter.rowCount(), models + 1); // own machines, and the API once
  filter.sort(ResultsModel::ValueColumn);
  QVERIFY(filter.index(0, ResultsModel::CommandColumn)
              .data()
              .toString()
              .startsWith(QStringLiteral("paretoscope-engine cost STUDY --store FILE")));
  for (int row = 0; row < filter.rowCount(); ++row) {
    QCOMPARE(filter.index(row, ResultsModel::UnitColumn).data().toString(), QStringLiteral("USD/month"));
    QCOMPARE(filter.index(row, ResultsModel::SourceColumn).data().toString(), QStringLiteral("modelled"));
  }
  QModelIndexList all;
  for (int row = 0; row < results.rowCount(); ++row)
    all << results.index(row, 0);
  QVERIFY(results.tsv(all).contains(QStringLiteral("\tUSD/month\t")));
  const auto state = [&] {
    return results.index(before + 1, ResultsModel::ValueColumn).data(ResultsModel::SortRole).toDouble();
  };
  const double at_2048 = state();
  QSignalSpy moved(&results, &ResultsModel::dataChanged), inserted(&results, &ResultsModel::rowsInserted);
  view.at.context = 4096; // a step of the slider: the same rows, another state
  results.setPlace(evidence, view);
  QVERIFY(moved.size() == 1 && inserted.isEmpty() && state() > at_2048);
  results.setPlace(evidence, view);
  QCOMPARE(moved.size(), 1); // nothing moved
  const int whole = results.rowCount();
  view.hidden = {study.models.back()};
  results.setPlace(evidence, view);
  QCOMPARE(results.rowCount(), whole - 4);
}

void TestModels::failedCellIsARow() {
  const Study study = quick_look();
  Evidence evidence(study, {}, nullptr);
  Measurement m;
  m.key.model = study.models[0];
  m.key.precision = "f16";
  m.key.context = 512;
  m.error = "It does not fit.";
  m.source = Source::Missing;
  evidence.add(m);
  ResultsModel results;
  QAbstractItemModelTester tester(&results, QAbstractItemModelTester::FailureReportingMode::QtTest);
  results.setEvidence(evidence);
  QCOMPARE(results.rowCount(), 1);
  QCOMPARE(results.index(0, ResultsModel::OriginColumn).data().toString(), QStringLiteral("It does not fit."));
  QVERIFY(!results.index(0, ResultsModel::ValueColumn).data(ResultsModel::SortRole).isValid());
}

PARETO_TEST(TestModels)
#include "tst_models.moc"
