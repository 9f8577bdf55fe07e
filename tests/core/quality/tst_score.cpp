// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quality/score.h"
#include "tests/support/program.h"

#include <QTest>

using namespace pareto;

namespace {

Score example(Score::Task task) {
  Score score;
  score.model = "/models/small.gguf";
  score.precision = "q8";
  score.task = task;
  score.context = 1024;
  score.value = task == Score::Task::Lookup ? 0.83 : 1.0412;
  score.ci95 = Interval{0.8, 1.2};
  score.n = 2048;
  score.bytes = 7454;
  score.file = "contract.txt";
  score.complete = false;
  score.time_utc = "2025-03-04T05:06:07Z";
  if (task == Score::Task::BitsPerByte)
    score.curve = {{64, 1.9, 64}, {128, 1.2, 64}};
  if (task == Score::Task::Lookup)
    score.chance = 0.25;
  if (task == Score::Task::Divergence) {
    score.against = "f32";
    score.p99 = 0.3;
    score.same_top1 = 0.97;
    score.difference = -0.002; // rounding may help by chance
    score.difference_ci95 = Interval{-0.01, 0.006};
  }
  return score;
}

} // namespace

class TestScore : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void there_and_back_data() {
    QTest::addColumn<int>("task");
    QTest::newRow("bits per byte") << int(Score::Task::BitsPerByte);
    QTest::newRow("lookup") << int(Score::Task::Lookup);
    QTest::newRow("divergence") << int(Score::Task::Divergence);
  }

  void there_and_back() {
    QFETCH(int, task);
    const Score score = example(Score::Task(task));
    const auto read = score_from_json(nlohmann::json::parse(to_json(score).dump()));
    QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
    QCOMPARE(to_json(*read).dump(), to_json(score).dump());
    QCOMPARE(read->value, score.value);
    QCOMPARE(read->against, score.against);
    QCOMPARE(read->curve.size(), score.curve.size());
    QVERIFY(!read->complete);
    QCOMPARE(read->difference, score.difference);
    QCOMPARE(read->difference_ci95.has_value(), score.difference_ci95.has_value());
  }

  void bad_events_are_one_sentence_data() {
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QString>("names");
    QTest::newRow("no task") << QByteArray(R"({"task":null})") << QStringLiteral("task");
    QTest::newRow("another task") << QByteArray(R"({"task":"taste"})") << QStringLiteral("task");
    QTest::newRow("no model") << QByteArray(R"({"model":7})") << QStringLiteral("model");
    QTest::newRow("no precision") << QByteArray(R"({"precision":""})") << QStringLiteral("precision");
    QTest::newRow("a text as value") << QByteArray(R"({"value":"1.0"})") << QStringLiteral("value");
    QTest::newRow("a negative value") << QByteArray(R"({"value":-1})") << QStringLiteral("value");
    QTest::newRow("more than all right") << QByteArray(R"({"task":"lookup","value":1.5})") << QStringLiteral("value");
    QTest::newRow("compared with nothing") << QByteArray(R"({"task":"divergence"})") << QStringLiteral("against");
  }

  void bad_events_are_one_sentence() {
    QFETCH(QByteArray, change);
    QFETCH(QString, names);
    auto event = to_json(example(Score::Task::BitsPerByte));
    event.update(nlohmann::json::parse(change.toStdString()));
    const auto read = score_from_json(event);
    QVERIFY(!read);
    QVERIFY2(QString::fromStdString(read.error().message).contains(names), read.error().message.c_str());
  }

  void what_is_odd_but_no_value_is_left_out() {
    auto event = to_json(example(Score::Task::BitsPerByte));
    event["ci95"] = nlohmann::json::array({2.0, 1.0});
    event["n"] = -5;
    event["bytes"] = 1e30;
    event["curve"] =
        nlohmann::json::array({7, nlohmann::json{{"position", 1}}, nlohmann::json{{"position", 2}, {"value", 1.5}}});
    const auto read = score_from_json(event);
    QVERIFY(read.has_value());
    QVERIFY(!read->ci95);
    QCOMPARE(read->n, int64_t{0});
    QCOMPARE(read->bytes, int64_t{0});
    QCOMPARE(read->curve.size(), size_t{1});
    QVERIFY(!score_from_json(nlohmann::json::array()));
  }

  void metric_ids() {
    QCOMPARE(own_metric(example(Score::Task::BitsPerByte)), std::string("own:bits_per_byte@1024"));
    QCOMPARE(own_metric(example(Score::Task::Lookup)), std::string("own:lookup"));
    QVERIFY(own_metric(example(Score::Task::Divergence)).empty());
    QVERIFY(is_own_metric("own:lookup") && !is_own_metric("fda_acc"));
    QCOMPARE(own_metric_context("own:bits_per_byte@1024"), int64_t{1024});
    QCOMPARE(own_metric_context("own:lookup"), int64_t{0});
  }
};

PARETO_TEST(TestScore)
#include "tst_score.moc"
