// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/target.h"
#include "core/formats/strict_json.h"

#include <QTest>

#include <algorithm>

using namespace pareto;

namespace {

template <class T>
T taken(Result<T> result) {
  if (!result)
    qFatal("%s", result.error().message.c_str());
  return *std::move(result);
}

nlohmann::json shipped(const char* name) {
  return taken(read_strict_json(std::string(PARETO_RESOURCE_DIR "/hardware/") + name));
}

} // namespace

class TestTargets : public QObject {
  Q_OBJECT
private:
  const nlohmann::json m_speeds = shipped("measured-speeds.json");
  const MachineCatalogue m_catalogue = taken(MachineCatalogue::parse(shipped("hardware.json"), m_speeds));
  const SpeedBands m_bands = taken(SpeedBands::parse(m_speeds, m_catalogue));

private Q_SLOTS:
  void machines_keep_facts_sources_and_gaps() {
    QCOMPARE(m_catalogue.machines().size(), size_t(54));
    const Machine* m3 = m_catalogue.find("apple-m3");
    QVERIFY(m3 && m3->price && m3->bandwidth);
    QCOMPARE(*m3->bandwidth, 100e9);
    QCOMPARE(m3->price->amount, 1500.0);
    QVERIFY(!m3->fp16);
    for (const Machine& machine : m_catalogue.machines())
      for (const std::string& source : machine.sources)
        QVERIFY2(m_catalogue.source(source), (machine.id + " " + source).c_str());
  }

  void nine_of_ten_runs_lie_in_bands_fitted_without_their_machine() {
    const BandCoverage coverage = m_bands.leave_one_machine_out();
    QVERIFY(coverage.runs > 250);
    QVERIFY2(10 * coverage.outside <= coverage.runs, qPrintable(QString::number(coverage.outside)));
    QVERIFY(coverage.median_error < 0.25);
  }

  void a_band_never_beats_the_rated_bandwidth() {
    for (const Machine& machine : m_catalogue.machines())
      for (const double bytes : {1e8, 4e9, 140e9})
        for (const SpeedGroup group : {SpeedGroup::Dense, SpeedGroup::MixtureOfExperts}) {
          const auto band = m_bands.decode(machine, group, bytes);
          QCOMPARE(band.has_value(), machine.bandwidth.has_value());
          if (!band)
            continue;
          QVERIFY(band->low >= bytes / *machine.bandwidth);
          QVERIFY(band->low <= band->middle && band->middle <= band->high && band->low < band->high);
        }
  }

  void only_enough_own_runs_narrow_a_band() {
    QVERIFY(m_bands.rule("rtx-4090", SpeedGroup::Dense).runs > 0);
    QVERIFY(!m_bands.rule("no such machine", SpeedGroup::Dense).own);
    for (const PublishedRun& run : m_bands.runs()) {
      const auto own = std::count_if(m_bands.runs().begin(), m_bands.runs().end(), [&](const PublishedRun& other) {
        return other.machine == run.machine && other.group == run.group;
      });
      QCOMPARE(m_bands.rule(run.machine, run.group).own, own >= SpeedBands::kOwnRuns);
    }
  }

  void damaged_documents_are_refused_by_their_place() {
    const auto nameless = nlohmann::json::parse(R"({"machines":[{"id":"a"}]})");
    const auto refused = MachineCatalogue::parse(nameless, m_speeds);
    QVERIFY(!refused);
    QCOMPARE(QString::fromStdString(refused.error().where), QStringLiteral("machines[0]"));
    QVERIFY(!SpeedBands::parse(nlohmann::json::object(), m_catalogue));
  }
};

QTEST_APPLESS_MAIN(TestTargets)
#include "tst_targets.moc"
