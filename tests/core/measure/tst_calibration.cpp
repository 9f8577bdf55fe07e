// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/calibration.h"
#include "core/platform/cpu_info.h"
#include "tests/support/program.h"

#include <QtTest>

using namespace pareto;

class TestCalibration : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init();
  void figures_are_possible();
  void json_round_trip();
  void bad_json_is_refused_data();
  void bad_json_is_refused();
  void stored_figures_are_used_again();
  void damaged_or_foreign_store_is_measured_again_data();
  void damaged_or_foreign_store_is_measured_again();
  void recalibrate_replaces_the_store();
  void a_study_mends_limits_taken_while_the_machine_was_busy();
  void cache_that_cannot_be_written_is_no_error();

private:
  QString file() const { return m_cache->filePath("paretoscope/calibration.json"); }
  nlohmann::json stored() const {
    QFile in(file());
    return in.open(QIODevice::ReadOnly) ? nlohmann::json::parse(in.readAll().toStdString()) : nlohmann::json();
  }
  void store(const QByteArray& text) const {
    QDir().mkpath(QFileInfo(file()).path());
    QFile out(file());
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write(text);
  }
  std::unique_ptr<QTemporaryDir> m_cache;
};

void TestCalibration::init() {
  m_cache = std::make_unique<QTemporaryDir>();
  qputenv("XDG_CACHE_HOME", m_cache->path().toUtf8());
}

void TestCalibration::figures_are_possible() {
  const Calibration c = calibrate(0.1);
  QVERIFY(!c.processor.empty());
  QVERIFY(c.threads >= 1);
  // Between a small board and the fastest machine of the decade: outside it a unit is wrong.
  QVERIFY2(c.roofline.bytes_per_s > 1e8 && c.roofline.bytes_per_s < 1e13,
           qPrintable(QString::number(c.roofline.bytes_per_s)));
  QVERIFY2(c.roofline.flops_per_s > 1e8 && c.roofline.flops_per_s < 1e14,
           qPrintable(QString::number(c.roofline.flops_per_s)));
}

void TestCalibration::json_round_trip() {
  const Calibration c{"A processor", "avx2", 2, 1.25e10, 9.5e10, 0.5};
  const auto back = calibration_from_json(to_json(c));
  QVERIFY(back);
  QCOMPARE(back->processor, c.processor);
  QCOMPARE(back->instruction_set, c.instruction_set);
  QCOMPARE(back->threads, c.threads);
  QCOMPARE(back->roofline.bytes_per_s, c.roofline.bytes_per_s);
  QCOMPARE(back->roofline.flops_per_s, c.roofline.flops_per_s);
}

void TestCalibration::bad_json_is_refused_data() {
  QTest::addColumn<QByteArray>("key");
  QTest::addColumn<QByteArray>("value");
  for (const char* key : {"processor", "instruction_set", "threads", "read_bytes_per_s", "flops_per_s"})
    for (const char* value : {"null", "[]", "{}", "true"})
      QTest::addRow("%s = %s", key, value) << QByteArray(key) << QByteArray(value);
  QTest::newRow("negative rate") << QByteArray("flops_per_s") << QByteArray("-1");
  QTest::newRow("no rate") << QByteArray("read_bytes_per_s") << QByteArray("0");
  QTest::newRow("no threads") << QByteArray("threads") << QByteArray("0");
  QTest::newRow("too many threads") << QByteArray("threads") << QByteArray("18446744073709551615");
}

void TestCalibration::bad_json_is_refused() {
  QFETCH(QByteArray, key);
  QFETCH(QByteArray, value);
  nlohmann::json json = to_json(Calibration{"A processor", "avx2", 2, 1e10, 1e11, 0.5});
  QVERIFY(calibration_from_json(json));
  json[key.toStdString()] = nlohmann::json::parse(value.toStdString());
  QVERIFY(!calibration_from_json(json));
  json.erase(key.toStdString());
  QVERIFY(!calibration_from_json(json));
}

void TestCalibration::stored_figures_are_used_again() {
  const Calibration first = cached_calibration();
  QVERIFY(QFile::exists(file()));
  QCOMPARE(stored()["flops_per_s"].get<double>(), first.roofline.flops_per_s);
  const Calibration second = cached_calibration(); // measured twice, ten digits would not agree
  QCOMPARE(second.roofline.flops_per_s, first.roofline.flops_per_s);
  QCOMPARE(second.roofline.bytes_per_s, first.roofline.bytes_per_s);
}

void TestCalibration::damaged_or_foreign_store_is_measured_again_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::newRow("empty") << QByteArray();
  QTest::newRow("cut off") << QByteArray("{\"processor\":\"");
  QTest::newRow("another document") << QByteArray("[1,2,3]");
  const Calibration other{"Another processor", "avx2", 1, 1.0, 1.0, 0.5};
  QTest::newRow("another machine") << QByteArray::fromStdString(to_json(other).dump());
}

void TestCalibration::damaged_or_foreign_store_is_measured_again() {
  QFETCH(QByteArray, text);
  store(text);
  const Calibration c = cached_calibration();
  QCOMPARE(c.processor, cpu_info().model);
  QVERIFY(c.roofline.flops_per_s > 1e8);
  QCOMPARE(stored()["flops_per_s"].get<double>(), c.roofline.flops_per_s); // and the store is whole again
}

void TestCalibration::recalibrate_replaces_the_store() {
  Calibration old = calibrate(0.05);
  old.roofline.flops_per_s = 123456789;
  store(QByteArray::fromStdString(to_json(old).dump()));
  QCOMPARE(cached_calibration().roofline.flops_per_s, 123456789.0);
  const Calibration fresh = recalibrate();
  QVERIFY(fresh.roofline.flops_per_s != 123456789.0);
  QCOMPARE(cached_calibration().roofline.flops_per_s, fresh.roofline.flops_per_s);
}

void TestCalibration::a_study_mends_limits_taken_while_the_machine_was_busy() {
  Calibration old = calibrate(0.05);
  old.roofline.flops_per_s = 1;    // as if another program had had the processor
  old.roofline.bytes_per_s = 1e15; // better than this machine will ever read
  store(QByteArray::fromStdString(to_json(old).dump()));
  const Calibration sharpened = sharpened_calibration();
  QVERIFY(sharpened.roofline.flops_per_s > 1e8);
  QCOMPARE(sharpened.roofline.bytes_per_s, 1e15);
  QCOMPARE(stored()["flops_per_s"].get<double>(), sharpened.roofline.flops_per_s);
}

void TestCalibration::cache_that_cannot_be_written_is_no_error() {
  QFile in_the_way(m_cache->filePath("paretoscope")); // a file where the folder should be
  QVERIFY(in_the_way.open(QIODevice::WriteOnly));
  in_the_way.close();
  QVERIFY(cached_calibration().roofline.flops_per_s > 1e8);
  QVERIFY(!QFile::exists(file()));
}

PARETO_TEST(TestCalibration)
#include "tst_calibration.moc"
