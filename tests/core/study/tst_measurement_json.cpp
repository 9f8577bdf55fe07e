// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/strict_json.h"
#include "core/study/protocol/event_fields.h"
#include "core/study/protocol/measurement_json.h"
#include "tests/support/program.h"

#include <QtTest>

#include <cmath>

using namespace pareto;
using nlohmann::json;

namespace {

Measurement full_decode() {
  Measurement m;
  m.key = {CellKey::Kind::Decode, "mamba2@125m", "cpu", "f16", 8, 2048, 0};
  m.state = "prefilled";
  m.generated_tokens = 300;
  m.tpot_ms = Estimate{1.25, Interval{1.2, 1.3}, 300};
  m.tpot_p95_ms = 1.5;
  m.tpot_p99_ms = 1.75;
  m.decode_tokens_per_s = 6400;
  m.weight_bytes = 250'000'000;
  m.state_bytes = 123;
  m.activation_bytes = 456;
  m.peak_rss_bytes = 789;
  m.device_bytes = 1234;
  m.device_name = "A device";
  m.flops_per_token = 2.5e8;
  m.bytes_per_token = 2.6e8;
  m.roofline_share = 0.75;
  m.pace = Pace{{1e10, 1e11}, {9e9, 1e11}};
  m.noise = {"spread", "drift 7 %"};
  m.samples_ms = {1.2, 1.3};
  m.round = 3;
  m.time_utc = "2025-01-02T03:04:05Z";
  return m;
}

Measurement full_prefill() {
  Measurement m;
  m.key = {CellKey::Kind::Prefill, "a/path with \"quotes\"", "cpu", "f32", 1, 0, 512};
  m.state = "prefilled";
  m.ttft_ms = Estimate{100, std::nullopt, 1};
  m.prefill_tokens_per_s = 5120;
  m.preview = true;
  m.source = Source::Imported;
  return m;
}

json base() { return to_json(full_decode()); }

} // namespace

class TestMeasurementJson : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void round_trip_data();
  void round_trip();
  void missing_values_are_null();
  void older_stores_lack_the_device();
  void event_has_the_agreed_names();
  void bad_keys_are_refused_data();
  void bad_keys_are_refused();
  void hostile_fields_never_throw_data();
  void hostile_fields_never_throw();
  void not_a_number_becomes_missing();
  void hostile_counts_stay_counts_data();
  void hostile_counts_stay_counts();
};

void TestMeasurementJson::round_trip_data() {
  QTest::addColumn<QByteArray>("event");
  const auto row = [](const char* name, const Measurement& m) {
    QTest::newRow(name) << QByteArray::fromStdString(to_json(m).dump());
  };
  row("decode", full_decode());
  row("prefill", full_prefill());
  Measurement failed;
  failed.key = full_decode().key;
  failed.error = "This cell needs 9 MiB and 3 MiB are free.";
  failed.source = Source::Missing;
  row("failed", failed);
  for (Source source : {Source::Measured, Source::Imported, Source::Modelled, Source::Published, Source::Missing}) {
    Measurement m = full_decode();
    m.source = source;
    row(to_string(source), m);
  }
}

void TestMeasurementJson::round_trip() {
  QFETCH(QByteArray, event);
  const auto parsed = parse_strict_json(event.toStdString(), "event");
  QVERIFY(parsed);
  const auto back = measurement_from_json(*parsed);
  QVERIFY2(back, back ? "" : back.error().message.c_str());
  QCOMPARE(QByteArray::fromStdString(to_json(*back).dump()), event);
}

void TestMeasurementJson::older_stores_lack_the_device() {
  json event = base();
  const auto now = measurement_from_json(event);
  QVERIFY(now && now->device_bytes == 1234 && now->device_name == "A device");
  event.erase("device_bytes");
  event.erase("device_name");
  const auto older = measurement_from_json(event);
  QVERIFY(older && !older->device_bytes && older->device_name.empty());
  QCOMPARE(older->peak_rss_bytes, now->peak_rss_bytes);
}

void TestMeasurementJson::missing_values_are_null() {
  const json event = to_json(full_prefill());
  for (const char* key : {"tpot_ms", "decode_tokens_per_s", "peak_rss_bytes", "roofline_share", "error"})
    QVERIFY2(event.contains(key) && event[key].is_null(), key);
  QVERIFY(event["ttft_ms"]["ci95"].is_null());
  json decode = base();
  QCOMPARE(decode["tpot_ms"]["p95"].get<double>(), 1.5);
  Measurement few = full_decode();
  few.tpot_p95_ms.reset();
  QVERIFY(to_json(few)["tpot_ms"]["p95"].is_null());
}

void TestMeasurementJson::event_has_the_agreed_names() {
  const json event = base();
  for (const char* key : {"event",
                          "model",
                          "device",
                          "precision",
                          "batch",
                          "prompt_tokens",
                          "context",
                          "state",
                          "generated_tokens",
                          "ttft_ms",
                          "tpot_ms",
                          "prefill_tokens_per_s",
                          "decode_tokens_per_s",
                          "weight_bytes",
                          "state_bytes",
                          "activation_bytes",
                          "peak_rss_bytes",
                          "flops_per_token",
                          "bytes_per_token",
                          "roofline_share",
                          "noise",
                          "source"})
    QVERIFY2(event.contains(key), key);
  QCOMPARE(event["event"].get<std::string>(), std::string("result"));
  QCOMPARE(event["tpot_ms"]["p50"].get<double>(), 1.25);
  QCOMPARE(event["tpot_ms"]["ci95"], json::array({1.2, 1.3}));
}

void TestMeasurementJson::bad_keys_are_refused_data() {
  QTest::addColumn<QByteArray>("key");
  QTest::addColumn<QByteArray>("value");
  const auto rows = [](const char* key, std::initializer_list<const char*> values) {
    for (const char* value : values)
      QTest::addRow("%s = %s", key, value) << QByteArray(key) << QByteArray(value);
  };
  rows("kind", {"null", "1", "\"encode\"", "[]", "\"\""});
  rows("model", {"null", "1", "\"\"", "{}"});
  rows("device", {"null", "0", "\"\"", "[\"cpu\"]"});
  rows("precision", {"null", "16", "\"\"", "true"});
  rows("batch", {"null", "0", "-1", "4097", "4294967297", "1.5", "\"8\"", "18446744073709551615", "[1]", "1e300"});
  rows("context", {"null", "-1", "16777217", "9223372036854775807", "18446744073709551615", "0.5", "\"1\"", "true"});
  rows("prompt_tokens", {"null", "-1", "16777217", "18446744073709551615", "1.25", "\"1\"", "{}"});
}

void TestMeasurementJson::bad_keys_are_refused() {
  QFETCH(QByteArray, key);
  QFETCH(QByteArray, value);
  json event = base();
  event[key.toStdString()] = json::parse(value.toStdString());
  const auto read = measurement_from_json(event);
  QVERIFY(!read);
  QVERIFY2(QString::fromStdString(read.error().message).contains(key == "kind" ? "kind" : key),
           read.error().message.c_str());
  event.erase(key.toStdString());
  QVERIFY(!measurement_from_json(event));
}

void TestMeasurementJson::hostile_fields_never_throw_data() {
  QTest::addColumn<QByteArray>("pointer");
  QTest::addColumn<QByteArray>("value");
  const char* places[] = {"/state",
                          "/generated_tokens",
                          "/ttft_ms",
                          "/tpot_ms",
                          "/tpot_ms/p50",
                          "/tpot_ms/n",
                          "/tpot_ms/ci95",
                          "/tpot_ms/ci95/0",
                          "/tpot_ms/p95",
                          "/decode_tokens_per_s",
                          "/weight_bytes",
                          "/state_bytes",
                          "/activation_bytes",
                          "/peak_rss_bytes",
                          "/flops_per_token",
                          "/roofline_share",
                          "/ttft_ms/median",
                          "/ttft_ms/ci95/1",
                          "/prefill_tokens_per_s",
                          "/bytes_per_token",
                          "/device_bytes",
                          "/pace",
                          "/pace/before",
                          "/pace/after/flops_per_s",
                          "/preview",
                          "/noise",
                          "/noise/0",
                          "/samples_ms",
                          "/samples_ms/0",
                          "/source",
                          "/error",
                          "/round",
                          "/time_utc"};
  for (const char* place : places)
    for (const char* value :
         {"null", "true", "\"text\"", "[]", "{}", "[[1,2],[3]]", "-1", "1e308", "18446744073709551615"})
      QTest::addRow("%s = %s", place, value) << QByteArray(place) << QByteArray(value);
}

void TestMeasurementJson::hostile_fields_never_throw() {
  QFETCH(QByteArray, pointer);
  QFETCH(QByteArray, value);
  json event = base();
  event[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
  const auto read = measurement_from_json(event);
  const bool quantity =
      !QRegularExpression("^/(state|preview|noise|source|error|round|time_utc)(/|$)").match(pointer).hasMatch();
  if (value == "-1" && quantity) { // no machine gives a time, a rate or a count below nothing
    QVERIFY(!read);
    QVERIFY2(read.error().message.find(pointer.split('/')[1].toStdString() + " is negative") != std::string::npos,
             read.error().message.c_str());
    return;
  }
  QVERIFY(read);
  QCOMPARE(read->key, full_decode().key);
  QVERIFY(measurement_from_json(to_json(*read))); // and what was read can be written and read again
  if (read->tpot_ms)
    QVERIFY(read->tpot_ms->n >= 0);
}

void TestMeasurementJson::not_a_number_becomes_missing() {
  Measurement m = full_decode();
  m.roofline_share = std::nan("");
  m.tpot_ms->ci95 = Interval{std::nan(""), 1};
  const auto text = to_json(m).dump(); // JSON has no NaN: null
  const auto parsed = parse_strict_json(text, "event");
  QVERIFY(parsed);
  const auto back = measurement_from_json(*parsed);
  QVERIFY(back);
  QVERIFY(!back->roofline_share);
  QVERIFY(back->tpot_ms && !back->tpot_ms->ci95);
}

void TestMeasurementJson::hostile_counts_stay_counts_data() {
  QTest::addColumn<QByteArray>("value");
  QTest::addColumn<qint64>("count");
  QTest::addColumn<qint64>("at_most_1000");
  const auto row = [](const char* value, qint64 count, qint64 bounded) {
    QTest::newRow(value) << QByteArray(value) << count << bounded;
  };
  row("7", 7, 7);
  row("7.9", 7, 7);
  row("-7", 0, 0);
  row("1e300", INT64_MAX, 1000);
  row("-1e300", 0, 0);
  row("9223372036854775807", INT64_MAX, 1000);
  row("18446744073709551615", INT64_MAX, 1000);
  row("1e-300", 0, 0);
  row("\"7\"", 0, 0);
  row("null", 0, 0);
  row("[7]", 0, 0);
  row("true", 0, 0);
}

/// What the window reads of an event that another process made: a cast of 1e300 to an int is undefined.
void TestMeasurementJson::hostile_counts_stay_counts() {
  QFETCH(QByteArray, value);
  QFETCH(qint64, count);
  QFETCH(qint64, at_most_1000);
  const json event{{"n", json::parse(value.toStdString())}};
  QCOMPARE(static_cast<qint64>(event_count(event, "n")), count);
  QCOMPARE(static_cast<qint64>(event_count(event, "n", 1000)), at_most_1000);
  QCOMPARE(event_count(event, "absent"), int64_t{0});
  QCOMPARE(event_text(event, "n").empty(), !event["n"].is_string());
}

PARETO_TEST(TestMeasurementJson)
#include "tst_measurement_json.moc"
