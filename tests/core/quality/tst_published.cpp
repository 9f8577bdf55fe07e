// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/strict_json.h"
#include "core/numeric/statistics.h"
#include "core/quality/published.h"
#include "core/quality/published_groups.h"
#include "tests/support/program.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

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

  void what_is_found_is_what_a_search_through_all_rows_finds() {
    const PublishedResults results = shipped();
    for (const PublishedGroup& group : published_groups(results)) {
      std::map<std::pair<std::string, std::string>, int> rows;
      std::set<std::string> metrics, compared;
      for (const PublishedResult& row : group_rows(results, group.id)) {
        ++rows[{row.architecture, row.metric}];
        if (!metrics.insert(row.metric).second && rows[{row.architecture, row.metric}] == 1)
          compared.insert(row.metric); // by another architecture before
      }
      for (const std::string& architecture : group.architectures)
        for (const std::string& metric : metrics) {
          const PublishedResult* found = results.find(group.id, architecture, metric);
          QCOMPARE(found != nullptr, rows.contains({architecture, metric}));
          QVERIFY(!found ||
                  (found->group == group.id && found->architecture == architecture && found->metric == metric));
        }
      const std::vector<std::string>& known = results.metrics(group.id);
      QCOMPARE(std::set<std::string>(known.begin(), known.end()), compared);
    }
    QVERIFY(!results.find("no such group", "mamba2", "fda_acc") && results.metrics("no such group").empty());
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

  void every_group_is_found_by_its_size_and_its_task() {
    const PublishedResults results = shipped();
    const std::vector<PublishedGroup> groups = published_groups(results);
    QCOMPARE(groups.size(), size_t{118});
    for (const PublishedGroup& group : groups) {
      QVERIFY2(!group.source.empty() && !group.title.empty() && !group.architectures.empty(), group.id.c_str());
      const auto among = [&](const GroupQuestion& question) {
        const auto found = groups_for(groups, question);
        return std::any_of(found.begin(), found.end(), [&](const PublishedGroup& each) { return each.id == group.id; });
      };
      for (const int64_t size : group.sizes)
        QVERIFY2(among({size, "", ""}), group.id.c_str());
      for (const std::string& task : group.tasks)
        QVERIFY2(among({std::nullopt, task, group.architectures.front()}), group.id.c_str());
      QVERIFY2(!among({1234, "", ""}), group.id.c_str());
    }
    const auto deployed = groups_for(groups, {int64_t{7'000'000'000}, "questions", ""});
    QVERIFY(!deployed.empty());
  }

  void tests_of_a_task_begin_with_those_it_names() {
    const PublishedResults results = shipped();
    for (const QualityTask& task : quality_tasks()) {
      const std::vector<std::string> tests = tests_for(results, "gdn-1.3b-100b", task);
      QVERIFY(tests.size() >= task.metrics.size());
      QVERIFY(std::equal(task.metrics.begin(), task.metrics.end(), tests.begin()));
    }
    QCOMPARE(tests_for(results, "hybrid-ratio-sweep", quality_tasks().front()),
             std::vector<std::string>{"ruler13_avg"});
  }

  void units_are_named() {
    std::set<std::string> units;
    const PublishedResults results = shipped();
    for (const PublishedResult& row : results.rows())
      units.insert(row.unit);
    QCOMPARE(units,
             (std::set<std::string>{"percent", "perplexity", "score", "nll", "nats", "points", "bits per byte"}));
  }

  void sources_without_an_arxiv_id_are_called_by_their_title() {
    const PublishedResults results = shipped();
    int without = 0;
    for (const PublishedResult& row : results.rows()) {
      QVERIFY2(row.source() != "arXiv ", row.group.c_str());
      without += row.arxiv.empty();
    }
    QVERIFY(without > 200);
    const PublishedResult* row = results.find("llama3-8b-gguf-formats", "softmax-attention", "wikitext2_kld_to_f16");
    QVERIFY(row);
    QCOMPARE(row->source(), std::string("llama.cpp tools/perplexity/README.md"));
  }

  /// Only where the document states how many items there are, or the harness is known; never where a value cannot be.
  void intervals_need_a_size_that_fits() {
    const auto row = [](const char* group, double value, int items) {
      nlohmann::json one{{"group", group}, {"architecture", "a"}, {"metric", "fda_acc"}, {"unit", "percent"}};
      one["value"] = value;
      if (items > 0)
        one["items"] = items;
      return PublishedResults::parse({{"rows", nlohmann::json::array({one})}}, "test")->rows().front();
    };
    QVERIFY(row("new", 41.38, 1102).ci95); // 456 of 1102
    QCOMPARE(row("new", 41.38, 1102).items, int64_t{1102});
    QVERIFY(!row("new", 41.42, 1102).ci95); // no number of 1102
    QVERIFY(!row("new", 41.38, 0).ci95);
    QVERIFY(row("gdn-1.3b-100b", 41.38, 0).ci95);
    const PublishedResults results = shipped();
    for (const PublishedResult& each : results.rows()) {
      QVERIFY2(!each.ci95 || each.items > 0, each.group.c_str());
      QVERIFY2(!each.ci95 || each.group.rfind("titans", 0) != 0, each.group.c_str()); // fit no better than by chance
    }
  }

  /// Averages that are not the mean of the printed cells are shown as that mean, and say what is printed.
  void averages_that_do_not_add_up_are_recomputed() {
    const PublishedResults results = shipped();
    int corrected = 0;
    for (const PublishedResult& row : results.rows())
      corrected += row.printed.has_value();
    QCOMPARE(corrected, 10);
    const PublishedResult* row = results.find("titans-760m-30b", "ttt", "zero_shot_avg");
    QVERIFY(row && row->printed);
    QCOMPARE(row->value, 49.37);
    QCOMPARE(*row->printed, 47.32);
  }

  void groups_of_formats_feed_precision() {
    const PublishedResults results = shipped();
    std::set<std::string> ids;
    for (const PublishedGroup& group : groups_for(published_groups(results), {std::nullopt, "formats", ""}))
      if (group.compares_formats)
        ids.insert(group.id);
    for (const char* id : {"llama3-8b-gguf-formats", "llama2-7b-gguf-formats", "llama2-70b-gguf-formats",
                           "llama3-8b-kv-formats", "kivi-llama2-7b", "kivi-mistral-7b"})
      QVERIFY2(ids.count(id), id);
    QVERIFY(!ids.count("gdn-1.3b-100b") && !ids.count("bitnet-3b-100b")); // another model, trained so
    const auto formats = published_formats(results, "llama3-8b-gguf-formats", "wikitext2_kld_to_f16");
    QVERIFY(formats.size() > 20);
    for (const PublishedFormat& each : formats)
      QVERIFY(each.row && !each.weights.empty() && each.gib && each.row->unit == "nats" && !each.row->higher_is_better);
  }

  void notes_and_unknown_architectures_are_told() {
    const PublishedResults results = shipped();
    QVERIFY(!results.notes("hybrid-ratio-1.3b-100b").empty());
    QCOMPARE(results.architecture("mamba3-mimo"), std::string("Mamba-3, MIMO rank 4"));
    QVERIFY(results.architecture("mamba2").empty()); // the catalogue has it
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

PARETO_TEST(TestPublished)
#include "tst_published.moc"
