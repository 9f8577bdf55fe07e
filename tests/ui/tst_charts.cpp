// SPDX-License-Identifier: GPL-3.0-or-later
// Charts as data: what the window draws and the exports hold, from made-up measurements.
#include "core/formats/strict_json.h"
#include "tests/support/measurements.h"
#include "tests/support/models.h"
#include "tests/support/program.h"
#include "ui/charts/mark_painter.h"
#include "ui/charts/marks.h"
#include "ui/pages/latency/latency_chart.h"
#include "ui/pages/memory/memory_chart.h"
#include "ui/pages/trade_off/trade_off_chart.h"
#include "ui/words/conclusions.h"

#include <QRegularExpression>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;
using test::decode;
using test::kAttention, test::kMamba2, test::kHybrid;
using test::prefill;

namespace {

std::shared_ptr<const PublishedResults> published() {
  const std::string file = PARETO_RESOURCE_DIR "/published/published-quality.json";
  return std::make_shared<const PublishedResults>(*PublishedResults::parse(*read_strict_json(file), file));
}

Evidence measured_sample(bool preview = false) {
  Study study;
  study.models = {kAttention, kMamba2, kHybrid};
  Calibration calibration;
  calibration.processor = "Test CPU";
  calibration.threads = 2;
  calibration.instruction_set = "avx2";
  calibration.roofline.bytes_per_s = 25e9;
  calibration.roofline.flops_per_s = 150e9;
  Evidence evidence(study, calibration, published());
  for (const auto& [context, attention, mamba2, hybrid] :
       {std::tuple{512, 100.0, 120.0, 125.0}, std::tuple{2048, 160.0, 121.0, 130.0},
        std::tuple{4096, 240.0, 122.0, 131.0}}) {
    test::add_rounds(evidence, decode(kAttention, 8, context, attention, preview));
    test::add_rounds(evidence, decode(kMamba2, 8, context, mamba2, preview));
    test::add_rounds(evidence, decode(kHybrid, 8, context, hybrid, preview));
  }
  evidence.add(prefill(kAttention, 1, 128, 900, preview));
  for (const std::string& model : study.models)
    test::add_rounds(evidence, prefill(model, 8, 2048, 4000, preview));
  return evidence;
}

/// The same on a second device, twice as slow.
Evidence twoDevices() {
  const Evidence cpu = measured_sample();
  Study study = cpu.study();
  study.devices = {"cpu", "vulkan:0"};
  Evidence evidence(study, cpu.calibration(), published());
  Calibration soft;
  soft.processor = "Soft GPU (v1)";
  soft.type = "software";
  soft.memory_bytes = 4'000'000'000;
  soft.roofline.bytes_per_s = 10e9;
  soft.roofline.flops_per_s = 50e9;
  evidence.set_limits("vulkan:0", soft);
  for (Measurement m : cpu.measurements()) {
    evidence.add(m);
    m.key.device = "vulkan:0";
    for (double& ms : m.samples_ms)
      ms *= 2;
    evidence.add(m);
  }
  return evidence;
}

const SeriesSpec* series(const ChartSpec& chart, const std::string& model, bool line) {
  for (const SeriesSpec& s : chart.series)
    if (s.model == QString::fromStdString(model) && s.line == line)
      return &s;
  return nullptr;
}

} // namespace

class TestCharts : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() { QLocale::setDefault(QLocale::c()); }

  void trade_off_pairs_measured_speed_with_published_quality() {
    const ChartSpec chart = tradeOffChart(measured_sample(), {});
    QCOMPARE(chart.series.size(), 3);
    const PointSpec point = series(chart, kMamba2, false)->points.front();
    QVERIFY(std::abs(point.x - 121) < 1 && point.y == 25.3);
    QVERIFY(point.xInterval && point.yInterval);
    QCOMPARE(int(point.fill), int(MarkFill::Measured));
    QVERIFY(point.hover.contains(QStringLiteral("2412.06464")));
    QVERIFY(chart.y.published);
    QVERIFY(chart.badge.isEmpty());
    QCOMPARE(chart.frontier.size(), 2); // the third is equal within error with one that is surely faster
  }

  void the_trade_off_says_what_the_rule_of_choice_says() {
    const ChartSpec chart = tradeOffChart(measured_sample(), {});
    QCOMPARE(chart.sentence, conclusionsOf(measured_sample(), {}).line);
    QVERIFY2(chart.sentence.contains(QStringLiteral("choose Gated DeltaNet-H1")) &&
                 chart.sentence.contains(QStringLiteral("8 simultaneous")),
             qPrintable(chart.sentence));
    ViewState turned;
    std::swap(turned.x, turned.y);
    QCOMPARE(tradeOffChart(measured_sample(), turned).sentence, chart.sentence);
  }

  void where_nothing_is_chosen_it_names_both_ends_of_the_frontier() {
    ViewState state;
    state.at.requests = 4; // between no measured places: the wait is not known there
    Evidence evidence = measured_sample();
    for (const auto& [model, ms] : {std::pair{kAttention, 160.0}, {kMamba2, 121.0}, {kHybrid, 130.0}})
      test::add_rounds(evidence, decode(model, 4, 2048, ms));
    const QString sentence = tradeOffChart(evidence, state).sentence;
    QVERIFY2(sentence.contains(QStringLiteral("runs from Mamba-2")) &&
                 sentence.contains(QStringLiteral("to Gated DeltaNet-H1")),
             qPrintable(sentence));
  }

  void rows_and_columns_of_every_chart_agree() {
    for (const ChartSpec& chart : {tradeOffChart(measured_sample(), {}), latencyChart(measured_sample(), {}),
                                   memoryChart(measured_sample(), {})}) {
      QVERIFY(!chart.rows.isEmpty());
      for (const QStringList& row : chart.rows)
        QCOMPARE(row.size(), chart.columns.size());
      QCOMPARE(chart.provenance.size(), 3);
      QVERIFY(chart.provenance[0].contains(QStringLiteral("Test CPU")));
      QVERIFY(chart.provenance[1].contains(QStringLiteral("f16")));
      QVERIFY(!chart.sentence.isEmpty());
    }
  }

  void previews_carry_their_badge() {
    const ChartSpec chart = tradeOffChart(measured_sample(true), {});
    QVERIFY(chart.badge.contains(QStringLiteral("PREVIEW")));
    QVERIFY(!chart.series.front().points.front().xInterval);
    QVERIFY(chart.provenance[2].contains(QStringLiteral("preview")));
  }

  void disturbed_values_are_broken_stamped_and_in_no_sentence() {
    Evidence evidence = measured_sample();
    const auto again = [&](Condition condition) {
      for (int64_t context : {512, 2048, 4096}) {
        Measurement m = decode(kMamba2, 8, context, 60);
        m.condition = condition;
        m.lost_share = 0.34;
        m.lost_to = "other programs";
        m.run = 3;
        m.row = 17;
        evidence.add(m);
      }
    };
    again(Condition::Disturbed);
    QVERIFY(!tradeOffChart(evidence, {}).badge.contains(QStringLiteral("DISTURBED"))); // quiet rounds are preferred
    evidence = Evidence(evidence.study(), evidence.calibration(), published());
    again(Condition::Disturbed);
    test::add_rounds(evidence, decode(kAttention, 8, 2048, 160));
    for (const ChartSpec& chart : {tradeOffChart(evidence, {}), latencyChart(evidence, {})}) {
      QVERIFY2(chart.badge.contains(QStringLiteral("DISTURBED")), qPrintable(chart.badge));
      const PointSpec point = series(chart, kMamba2, chart.id == QStringLiteral("latency"))->points.back();
      QVERIFY(chart.id == QStringLiteral("latency") || point.fill == MarkFill::Disturbed);
      QVERIFY2(chart.provenance.join(QLatin1Char('\n')).contains(QStringLiteral("other programs took up to 34 %")),
               qPrintable(chart.provenance.join(QLatin1Char('\n'))));
      QVERIFY(chart.provenance.last().contains(QStringLiteral("paretoscope-engine reproduce")));
      QVERIFY(!chart.sentence.contains(QStringLiteral("best")) && !chart.sentence.contains(QStringLiteral("60")));
      const auto entries = marksLegend(chart, false);
      QVERIFY(std::any_of(entries.begin(), entries.end(),
                          [](const LegendEntry& entry) { return entry.kind == LegendEntry::Kind::Disturbed; }));
    }
    const ChartSpec chart = tradeOffChart(evidence, {});
    QVERIFY2(chart.sentence.contains(QStringLiteral("cannot compare yet")), qPrintable(chart.sentence));
    const QString hover = series(chart, kMamba2, false)->points.front().hover;
    QVERIFY2(hover.contains(QStringLiteral("disturbed: other programs took 34 % of the machine")) &&
                 hover.contains(QStringLiteral("reproduce 3:17 --store")) &&
                 hover.contains(QStringLiteral("disturbed by other programs, so it is not compared")),
             qPrintable(hover));
    const QStringList row = chart.rows[1];
    QVERIFY(row.contains(QStringLiteral("disturbed")) &&
            row.contains(QStringLiteral("paretoscope-engine reproduce 3:17 --store FILE")));
    const Conditions all = evidence.conditions();
    QVERIFY(all.disturbed == 3 && all.cells == 4 && all.lost_share == 0.34);
  }

  void beyond_the_measured_range_is_modelled_and_off_the_frontier() {
    ViewState state;
    state.at.context = 32768;
    const ChartSpec chart = tradeOffChart(measured_sample(), state);
    QVERIFY(chart.badge.contains(QStringLiteral("MODELLED")));
    QVERIFY(chart.frontier.isEmpty());
    QCOMPARE(int(chart.series.front().points.front().fill), int(MarkFill::Modelled));
  }

  void between_measured_points_marks_are_hollow() {
    ViewState state;
    state.at.context = 1000;
    QCOMPARE(int(tradeOffChart(measured_sample(), state).series.front().points.front().fill),
             int(MarkFill::Interpolated));
  }

  void limits_fade_and_draw_a_guide() {
    ViewState state;
    state.limits[Metric::Tpot] = 125;
    const ChartSpec chart = tradeOffChart(measured_sample(), state);
    QVERIFY(series(chart, kAttention, false)->points.front().faded);
    QVERIFY(!series(chart, kMamba2, false)->points.front().faded);
    QCOMPARE(chart.guides.size(), 1);
    QVERIFY(series(chart, kAttention, false)->points.front().hover.contains(QStringLiteral("limit")));
  }

  void latency_shows_the_crossover_with_its_interval() {
    const ChartSpec chart = latencyChart(measured_sample(), {});
    QCOMPARE(chart.stripes.size(), 2);
    for (const StripeSpec& stripe : chart.stripes)
      QVERIFY(stripe.interval && stripe.interval->low < stripe.at && stripe.at < stripe.interval->high);
    QVERIFY2(chart.sentence.contains(QStringLiteral("tokens on")), qPrintable(chart.sentence));
    const SeriesSpec* attention = series(chart, kAttention, true);
    QVERIFY(attention);
    QCOMPARE(attention->points.front().x, 128.0);
    QCOMPARE(int(attention->points.front().fill), int(MarkFill::Modelled));
    QCOMPARE(attention->points.back().x, 65536.0);
  }

  void latency_of_rates_crosses_where_times_do() {
    ViewState state;
    state.latency_metric = Metric::DecodeRate;
    const ChartSpec rates = latencyChart(measured_sample(), state), times = latencyChart(measured_sample(), {});
    QCOMPARE(rates.stripes.front().at, times.stripes.front().at);
  }

  void memory_is_drawn_by_formula_before_anything_is_measured() {
    Study study;
    study.models = {kAttention, kMamba2};
    const ChartSpec chart = memoryChart(Evidence(study, {}, published()), {});
    QCOMPARE(chart.series.size(), 2);
    QVERIFY(chart.y.logarithmic || chart.y.low == 0);
    QVERIFY2(chart.sentence.contains(QStringLiteral("Transformer++ needs")), qPrintable(chart.sentence));
    QVERIFY(chart.provenance[2].contains(QStringLiteral("formula")));
  }

  void measured_memory_stands_beside_the_formula() {
    Evidence evidence = measured_sample();
    Measurement m = decode(kMamba2, 8, 2048, 121);
    m.peak_rss_bytes = 3'700'000'000;
    evidence.add(m);
    const SeriesSpec* marks = series(memoryChart(evidence, {}), kMamba2, false);
    QVERIFY(!marks || marks->points.size() == 1);
    bool found = false;
    const ChartSpec chart = memoryChart(evidence, {});
    for (const SeriesSpec& s : chart.series)
      found |= !s.line && s.points.size() == 1 && s.points.front().y == 3.7e9;
    QVERIFY(found);
  }

  void nothing_measured_says_what_to_do() {
    Study study;
    study.models = {kAttention, kMamba2};
    const Evidence evidence(study, {}, published());
    QVERIFY(tradeOffChart(evidence, {}).emptyText.contains(QStringLiteral("Run")));
    QVERIFY(latencyChart(evidence, {}).emptyText.contains(QStringLiteral("Run")));
  }

  void hidden_models_leave_every_chart() {
    ViewState state;
    state.hidden = {kMamba2};
    for (const ChartSpec& chart : {tradeOffChart(measured_sample(), state), latencyChart(measured_sample(), state),
                                   memoryChart(measured_sample(), state)})
      for (const SeriesSpec& s : chart.series)
        QVERIFY(s.model != QString::fromStdString(kMamba2));
  }

  void selection_marks_its_series() {
    ViewState state;
    state.selected = kMamba2;
    for (const ChartSpec& chart : {tradeOffChart(measured_sample(), state), latencyChart(measured_sample(), state),
                                   memoryChart(measured_sample(), state)})
      for (const SeriesSpec& s : chart.series)
        QCOMPARE(s.selected, s.model == QString::fromStdString(kMamba2));
  }

  void models_on_one_device_are_of_that_device() {
    ViewState state;
    state.at.device = "vulkan:0";
    for (const ChartSpec& chart :
         {tradeOffChart(twoDevices(), state), latencyChart(twoDevices(), state), memoryChart(twoDevices(), state)}) {
      QVERIFY2(chart.provenance[0].contains(QStringLiteral("Soft GPU (v1)")) &&
                   !chart.provenance[0].contains(QStringLiteral("Test CPU")),
               qPrintable(chart.provenance[0]));
      const qsizetype column = chart.columns.indexOf(QStringLiteral("device"));
      for (const QStringList& row : chart.rows) {
        QCOMPARE(row[column], QStringLiteral("vulkan:0"));
        QCOMPARE(row[column + 1], QStringLiteral("Soft GPU (v1)"));
      }
    }
    const ChartSpec chart = tradeOffChart(twoDevices(), state);
    QVERIFY2(chart.sentence.startsWith(
                 QStringLiteral("On Soft GPU (software), at 2048 tokens and 8 simultaneous requests, ")),
             qPrintable(chart.sentence));
    QCOMPARE(std::lround(series(chart, kMamba2, false)->points.front().x), 242);
    QVERIFY(series(chart, kMamba2, false)->points.front().hover.contains(QStringLiteral("Soft GPU (software)")));
  }

  void devices_for_one_model_are_told_apart() {
    ViewState state;
    state.compared = Compared::Devices;
    state.model = kMamba2;
    state.selected = kMamba2;
    for (const ChartSpec& chart : {tradeOffChart(twoDevices(), state), latencyChart(twoDevices(), state)}) {
      QCOMPARE(chart.series.size(), 2);
      const SeriesSpec &cpu = chart.series[0], &gpu = chart.series[1];
      QCOMPARE(cpu.name, QStringLiteral("CPU"));
      QCOMPARE(gpu.name, QStringLiteral("Soft GPU (software)"));
      QVERIFY(cpu.family != gpu.family && cpu.architecture != gpu.architecture && cpu.dashed != gpu.dashed);
      QVERIFY(familyColor(cpu.family, false) != familyColor(gpu.family, false));
      QVERIFY(architectureShape(cpu.architecture, 10) != architectureShape(gpu.architecture, 10));
      QVERIFY(!cpu.selected && !gpu.selected);
      QCOMPARE(seriesLegend(chart).size(), 2);
      QVERIFY2(chart.sentence.contains(QStringLiteral("Mamba-2")) && chart.sentence.contains(QStringLiteral("CPU")),
               qPrintable(chart.sentence));
      QVERIFY(chart.provenance[0].contains(QStringLiteral("Test CPU")) &&
              chart.provenance[0].contains(QStringLiteral("Soft GPU")));
      for (const QStringList& row : chart.rows)
        QCOMPARE(row.size(), chart.columns.size());
    }
    const ChartSpec latency = latencyChart(twoDevices(), state);
    QVERIFY2(latency.sentence.contains(QStringLiteral(
                 "by the time per token, Soft GPU (software) is slower than CPU at every measured length (")),
             qPrintable(latency.sentence));
  }

  void memory_of_a_device_is_a_limit_with_its_own_marks() {
    Evidence evidence = twoDevices();
    Measurement m = decode(kMamba2, 8, 2048, 242);
    m.key.device = "vulkan:0";
    m.device_name = "Soft GPU (v1)";
    m.device_bytes = 3'100'000'000;
    m.peak_rss_bytes = 9'000'000'000; // of the process: not what the device holds
    evidence.add(m);
    ViewState state;
    QCOMPARE(memoryChart(evidence, state).guides.size(), 1); // the slider alone: the CPU has no line
    state.at.device = "vulkan:0";
    const ChartSpec chart = memoryChart(evidence, state);
    const auto guide = std::find_if(chart.guides.begin(), chart.guides.end(),
                                    [](const GuideSpec& g) { return g.orientation == Qt::Horizontal; });
    QVERIFY(guide != chart.guides.end());
    QCOMPARE(guide->at, 4e9);
    QVERIFY(guide->at > chart.y.low && guide->at < chart.y.high);
    QVERIFY(series(chart, kMamba2, false) && series(chart, kMamba2, false)->points.front().y == 3.1e9);
    state.compared = Compared::Devices;
    state.model = kMamba2;
    const ChartSpec devices = memoryChart(evidence, state);
    QCOMPARE(std::count_if(devices.series.begin(), devices.series.end(), [](const SeriesSpec& s) { return s.line; }),
             1); // one model, one formula
    QVERIFY(std::any_of(devices.series.begin(), devices.series.end(), [](const SeriesSpec& s) {
      return !s.line && s.sideBySide && s.name == QStringLiteral("Soft GPU (software), memory on the device");
    }));
    const qsizetype of = devices.columns.indexOf(QStringLiteral("memory_of"));
    QVERIFY(std::any_of(devices.rows.begin(), devices.rows.end(), [&](const QStringList& row) {
      return row[of] == QStringLiteral("device") && row[of + 1] == QStringLiteral("3100000000");
    }));
    for (const QStringList& row : devices.rows)
      QCOMPARE(row.size(), devices.columns.size());
    QVERIFY2(devices.provenance[2].contains(QStringLiteral("memory taken on the device")),
             qPrintable(devices.provenance[2]));
    QCOMPARE(devices.provenance[2].contains(QStringLiteral("moved apart")),
             std::count_if(devices.series.begin(), devices.series.end(),
                           [](const SeriesSpec& s) { return s.sideBySide; }) > 1);
    QVERIFY2(chart.sentence.contains(QStringLiteral("Too large for the 4.00 GB of Soft GPU (software): Transformer++")),
             qPrintable(chart.sentence));
  }

  void one_model_on_two_devices_differs_by_its_cost_only() {
    ViewState state;
    state.compared = Compared::Devices;
    state.model = kMamba2;
    const ChartSpec chart = tradeOffChart(twoDevices(), state);
    const PointSpec& slower = chart.series[1].points.front();
    QVERIFY(slower.surelyDominated);
    QVERIFY2(slower.hover.contains(
                 QStringLiteral("The same model, so the same quality; surely worse than CPU on the other axis.")),
             qPrintable(slower.hover));
    QVERIFY2(
        chart.sentence.startsWith(QStringLiteral("With Mamba-2, at 2048 tokens and 8 simultaneous requests, choose "
                                                 "CPU: the shortest wait per answer, ")),
        qPrintable(chart.sentence));
    QVERIFY2(!chart.sentence.contains(QStringLiteral("settled")), qPrintable(chart.sentence));
    const Conclusions verdict = conclusionsOf(twoDevices(), state);
    QVERIFY2(verdict.ranking[1].contains(QStringLiteral("same quality, and surely a longer wait than on CPU")),
             qPrintable(verdict.ranking[1]));
  }

  void no_sentence_has_a_capital_after_a_colon_or_two_commas_for_none() {
    ViewState state;
    for (const Compared compared : {Compared::Models, Compared::Devices}) {
      state.compared = compared;
      state.model = kMamba2;
      for (const Along along : {Along::Context, Along::Requests}) {
        state.along = along;
        for (const ChartSpec& chart :
             {tradeOffChart(twoDevices(), state), latencyChart(twoDevices(), state), memoryChart(twoDevices(), state)})
          QVERIFY2(!chart.sentence.contains(QRegularExpression(QStringLiteral(": At |, ,|^, "))),
                   qPrintable(chart.sentence));
      }
    }
  }

  void a_cell_measured_again_has_one_mark_of_memory() {
    Evidence evidence = measured_sample();
    for (const int64_t bytes : {3'000'000'000, 3'500'000'000}) {
      Measurement m = decode(kMamba2, 8, 2048, 121);
      m.peak_rss_bytes = bytes;
      evidence.add(m);
    }
    const ChartSpec chart = memoryChart(evidence, {});
    const SeriesSpec* marks = series(chart, kMamba2, false);
    QVERIFY(marks);
    QCOMPARE(marks->points.size(), 1);
    QCOMPARE(marks->points[0].y, 3.5e9); // the latest
  }

  void nobody_is_told_to_press_Run_while_it_runs() {
    Study study;
    study.models = {kAttention, kMamba2};
    const Evidence evidence(study, {}, published());
    ViewState state;
    for (const bool running : {false, true}) {
      state.running = running;
      for (const ChartSpec& chart : {tradeOffChart(evidence, state), latencyChart(evidence, state)}) {
        QCOMPARE(chart.emptyText.contains(QStringLiteral("press Run")), !running);
        QCOMPARE(chart.sentence.contains(QStringLiteral("press Run")), !running);
      }
      const Conclusions verdict = conclusionsOf(evidence, state);
      QCOMPARE((verdict.line + verdict.ranking.join(QLatin1Char(' '))).contains(QStringLiteral("press Run")), !running);
    }
  }

  void a_value_by_formula_does_not_make_a_measured_point_modelled() {
    ViewState state;
    state.y = {Metric::Memory, {}};
    QCOMPARE(int(series(tradeOffChart(measured_sample(), state), kMamba2, false)->points.front().fill),
             int(MarkFill::Measured));
    state.at.context = 1024; // between measured places
    QCOMPARE(int(series(tradeOffChart(measured_sample(), state), kMamba2, false)->points.front().fill),
             int(MarkFill::Interpolated));
  }

  void the_only_one_is_not_called_the_best() {
    Study study;
    study.models = {kAttention, kMamba2};
    Evidence evidence(study, {}, published());
    evidence.add(decode(kAttention, 8, 2048, 160));
    const QString sentence = tradeOffChart(evidence, {}).sentence;
    QVERIFY2(sentence.endsWith(QStringLiteral("cannot compare yet: 1 of 2 not measured.")), qPrintable(sentence));
    study.models = {kAttention};
    Evidence alone(study, {}, published());
    alone.add(decode(kAttention, 8, 2048, 160));
    const QString only = tradeOffChart(alone, {}).sentence;
    QVERIFY2(only.contains(QStringLiteral("there is only one to look at: Transformer++ (")), qPrintable(only));
  }

  void nobody_waits_for_a_quality_that_is_not_published() {
    Study study;
    study.models = {"softmax-attention@125m"};
    ViewState state;
    for (const bool running : {false, true}) {
      state.running = running;
      const ChartSpec chart = tradeOffChart(Evidence(study, {}, published()), state);
      QVERIFY2(chart.sentence.contains(QStringLiteral("no model has a value on both axes")),
               qPrintable(chart.sentence));
      QVERIFY2(chart.emptyText.contains(QStringLiteral("choose another task or metric")), qPrintable(chart.emptyText));
    }
    study.devices = {"cpu", "vulkan:0"};
    state.compared = Compared::Devices;
    state.model = study.models.front();
    const QString sentence = tradeOffChart(Evidence(study, {}, published()), state).sentence;
    QCOMPARE(sentence, QStringLiteral("Nothing can be compared: Transformer++ has no value on both axes."));
  }

  void two_sizes_of_one_architecture_are_told_apart() {
    Study study;
    study.models = {"mamba2@340m", "mamba2@1.3b"};
    const ChartSpec chart = memoryChart(Evidence(study, {}, published()), {});
    QVERIFY(chart.series[0].name != chart.series[1].name);
  }
};

PARETO_TEST(TestCharts)
#include "tst_charts.moc"
