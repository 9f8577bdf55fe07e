// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/strict_json.h"
#include "core/numeric/statistics.h"
#include "core/quality/published.h"

#include <QTest>

using namespace pareto;

class TestPublished : public QObject {
  Q_OBJECT
private:
  static PublishedResults shipped() {
    const std::string file = PARETO_RESOURCE_DIR "/published/published-quality.json";
    auto json = read_strict_json(file);
    if (!json)
      qFatal("%s", json.error().message.c_str());
    auto results = PublishedResults::parse(*json, file);
    if (!results)
      qFatal("%s", results.error().message.c_str());
    return *std::move(results);
  }

private Q_SLOTS:
  void shipped_file_holds_the_default_group() {
    const PublishedResults results = shipped();
    QVERIFY(results.rows().size() > 1000);
    const PublishedResult* row = results.find("gdn-1.3b-100b", "softmax-attention", "fda_acc", 1'300'000'000);
    QVERIFY(row);
    QCOMPARE(row->value, 52.2);
    QCOMPARE(QString::fromStdString(row->arxiv), QStringLiteral("2412.06464"));
    QVERIFY(row->ci95 && row->ci95->low < 52.2 && row->ci95->high > 52.2);
    QCOMPARE(row->items, 1102);
  }

  void rows_of_another_size_are_not_found() {
    QVERIFY(!shipped().find("gdn-1.3b-100b", "softmax-attention", "fda_acc", 340'000'000));
    QVERIFY(shipped().find("gdn-1.3b-100b", "softmax-attention", "fda_acc", 1'310'000'000));
  }

  void several_variants_give_the_one_our_shape_has() {
    const PublishedResults results = shipped();
    const PublishedResult* deltanet = results.find("slimpajama-340m-15b", "deltanet", "fda_acc", 340'000'000);
    QVERIFY(deltanet);
    QCOMPARE(QString::fromStdString(deltanet->model), QStringLiteral("DeltaNet (conv)"));
    const PublishedResult* gla = results.find("slimpajama-340m-15b", "gla", "fda_acc", 340'000'000);
    QVERIFY(gla);
    QCOMPARE(QString::fromStdString(gla->model), QStringLiteral("GLA (no conv)"));
  }

  void averages_have_no_interval() {
    const PublishedResult* row = nullptr;
    const PublishedResults results = shipped();
    row = results.find("gdn-1.3b-100b", "mamba2", "zero_shot_avg");
    QVERIFY(row);
    QVERIFY(!row->ci95);
  }

  void each_task_has_its_default_metric_in_the_default_group() {
    const PublishedResults results = shipped();
    const auto metrics = results.metrics("gdn-1.3b-100b");
    for (const QualityTask& task : quality_tasks())
      for (const std::string& metric : task.metrics)
        QVERIFY2(std::find(metrics.begin(), metrics.end(), metric) != metrics.end(), metric.c_str());
  }

  void every_metric_of_the_default_groups_has_a_plain_name() {
    const PublishedResults results = shipped();
    for (const char* group : {"gdn-1.3b-100b", "slimpajama-340m-15b"})
      for (const std::string& metric : results.metrics(group))
        QVERIFY2(published_metric_name(metric).name != metric, metric.c_str());
  }

  void binomial_interval_agrees_with_published_values_data() {
    QTest::addColumn<double>("share");
    QTest::addColumn<int>("n");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    // Wilson 95 % limits, computed with scipy.stats.binomtest(...).proportion_ci(method="wilson").
    QTest::newRow("half of 100") << 0.5 << 100 << 0.40383 << 0.59617;
    QTest::newRow("none of 10") << 0.0 << 10 << 0.0 << 0.27753;
    QTest::newRow("all of 10") << 1.0 << 10 << 0.72247 << 1.0;
    QTest::newRow("52.2 % of 1102") << 0.522 << 1102 << 0.49248 << 0.55137;
  }
  void binomial_interval_agrees_with_published_values() {
    QFETCH(double, share);
    QFETCH(int, n);
    QFETCH(double, low);
    QFETCH(double, high);
    const Interval interval = binomial_interval(share, n);
    QVERIFY2(std::abs(interval.low - low) < 1e-4 && std::abs(interval.high - high) < 1e-4,
             qPrintable(QStringLiteral("%1 %2").arg(interval.low, 0, 'g', 8).arg(interval.high, 0, 'g', 8)));
  }

  void bad_documents_name_their_place_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("list") << QByteArray("[]") << QStringLiteral("'rows'");
    QTest::newRow("rows no list") << QByteArray("{\"rows\": 3}") << QStringLiteral("'rows'");
    QTest::newRow("row no object") << QByteArray("{\"rows\": [7]}") << QStringLiteral("rows[0]");
    QTest::newRow("value is text") << QByteArray(
                                          R"({"rows": [{"group":"g","architecture":"a","metric":"m","value":"9"}]})")
                                   << QStringLiteral("rows[0]");
    QTest::newRow("no group") << QByteArray(R"({"rows": [{"architecture":"a","metric":"m","value":9}]})")
                              << QStringLiteral("group");
    QTest::newRow("second row") << QByteArray(
                                       R"({"rows": [{"group":"g","architecture":"a","metric":"m","value":9},{}]})")
                                << QStringLiteral("rows[1]");
  }
  void bad_documents_name_their_place() {
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    const auto json = parse_strict_json(text.toStdString(), "test");
    QVERIFY(json.has_value());
    const auto results = PublishedResults::parse(*json, "file.json");
    QVERIFY(!results.has_value());
    QVERIFY2(QString::fromStdString(results.error().message).contains(part), results.error().message.c_str());
  }
};

QTEST_APPLESS_MAIN(TestPublished)
#include "tst_published.moc"
