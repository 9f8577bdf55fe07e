// SPDX-License-Identifier: GPL-3.0-or-later
// The value of a place, as it was measured, interpolated or modelled, and how often that is computed.
#include "core/decide/quantity_math.h"
#include "core/decide/statements.h"
#include "core/decide/words/answer_words.h"
#include "core/decide/words/names.h"
#include "core/formats/model_footprint.h"
#include "core/measure/refusal.h"
#include "tests/core/decide/evidence_support.h"
#include "tests/support/program.h"

#include <QTest>

using namespace pareto;
using test::calibration;
using test::close;
using test::decode;
using test::kPilotAttention;
using test::kPilotMamba2;
using test::prefill;
using test::with;

class TestEvidence : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void an_interval_is_computed_once_a_cell_and_again_when_it_grows() {
    Evidence evidence = with({});
    int cells = 0;
    for (const std::string& model : {kPilotAttention, kPilotMamba2})
      for (int batch : {1, 8})
        for (int64_t context : {512, 2048, 4096}) {
          for (int round = 0; round < 50; ++round)
            evidence.add(decode(model, batch, context, 10));
          ++cells;
        }
    const auto look = [&] { // as a drag of the slider does
      for (int64_t context = 128; context <= 65'536; context += context / 4) {
        const OperatingPoint at{context, 8, 150};
        for (const std::string& model : {kPilotAttention, kPilotMamba2}) {
          for (Metric metric : {Metric::Tpot, Metric::AnswerTime, Metric::DecodeRate, Metric::Memory})
            static_cast<void>(evidence.value(model, metric, at));
          static_cast<void>(evidence.curve(model, Metric::Tpot, Along::Context, at, 128, 65'536));
        }
      }
    };
    QCOMPARE(evidence.effort().estimates, int64_t{0}); // nothing before somebody asks
    look();
    QCOMPARE(evidence.effort().estimates, int64_t{cells});
    look();
    QCOMPARE(evidence.effort().estimates, int64_t{cells});
    evidence.add(decode(kPilotMamba2, 8, 2048, 11));
    look();
    QCOMPARE(evidence.effort().estimates, int64_t{cells + 1}); // that cell alone
    QCOMPARE(evidence.effort().opened, int64_t{2});
  }

  void measured_cell_is_exact_and_has_its_interval() {
    const Evidence evidence = with({decode(kPilotAttention, 8, 2048, 40)});
    const Quantity q = evidence.value(kPilotAttention, Metric::Tpot, {2048, 8, 150});
    QVERIFY(q.value && std::abs(*q.value - 40) < 0.5);
    QVERIFY(q.ci95 && q.ci95->low < 40 && q.ci95->high > 40);
    QCOMPARE(int(q.reach), int(Reach::Exact));
    QCOMPARE(int(q.source), int(Source::Measured));
    QVERIFY(!q.preview);
  }

  void preview_has_no_interval() {
    const Quantity q =
        with({decode(kPilotAttention, 8, 2048, 40, true)}).value(kPilotAttention, Metric::Tpot, {2048, 8, 150});
    QVERIFY(q.value && !q.ci95 && q.preview);
  }

  void between_contexts_is_linear_and_hollow() {
    const Evidence evidence =
        with({decode(kPilotAttention, 8, 1000, 20, false, 0), decode(kPilotAttention, 8, 3000, 60, false, 0)});
    const Quantity q = evidence.value(kPilotAttention, Metric::Tpot, {1500, 8, 150});
    QVERIFY(q.value && close(*q.value, 30));
    QCOMPARE(int(q.reach), int(Reach::Interpolated));
  }

  void between_requests_is_linear() {
    const Evidence evidence =
        with({decode(kPilotAttention, 1, 1000, 10, false, 0), decode(kPilotAttention, 8, 1000, 45, false, 0)});
    const Quantity q = evidence.value(kPilotAttention, Metric::Tpot, {1000, 4, 150});
    QVERIFY(q.value && close(*q.value, 25));
  }

  void inside_the_rectangle_both_axes_interpolate() {
    const Evidence evidence =
        with({decode(kPilotAttention, 1, 1000, 10, false, 0), decode(kPilotAttention, 1, 2000, 20, false, 0),
              decode(kPilotAttention, 3, 1000, 30, false, 0), decode(kPilotAttention, 3, 2000, 60, false, 0)});
    const Quantity q = evidence.value(kPilotAttention, Metric::Tpot, {1500, 2, 150});
    QVERIFY(q.value && close(*q.value, 30)); // mean of 15 and 45
  }

  void outside_the_measured_range_is_a_modelled_band() {
    const Evidence evidence = with({decode(kPilotAttention, 8, 512, 20), decode(kPilotAttention, 8, 4096, 40)});
    const Quantity q = evidence.value(kPilotAttention, Metric::Tpot, {65536, 8, 150});
    QVERIFY(q.value && *q.value > 40);
    QCOMPARE(int(q.reach), int(Reach::Beyond));
    QCOMPARE(int(q.source), int(Source::Modelled));
    QVERIFY(q.ci95 && q.ci95->low < *q.value && q.ci95->high > *q.value);
  }

  void the_model_meets_the_measurement_at_its_edge() {
    const Evidence evidence =
        with({decode(kPilotAttention, 8, 512, 20, false, 0), decode(kPilotAttention, 8, 4096, 40, false, 0)});
    const Quantity edge = evidence.value(kPilotAttention, Metric::Tpot, {4096, 8, 150}),
                   beyond = evidence.value(kPilotAttention, Metric::Tpot, {4097, 8, 150});
    QVERIFY(std::abs(*beyond.value / *edge.value - 1) < 0.01);
  }

  void nothing_measured_is_missing_with_a_reason() {
    const Quantity q = with({}).value(kPilotAttention, Metric::Tpot, {2048, 8, 150});
    QVERIFY(!q.value);
    QVERIFY(!q.why.empty());
    QCOMPARE(int(q.source), int(Source::Missing));
  }

  void a_failed_cell_gives_its_reason() {
    Measurement failed = decode(kPilotAttention, 8, 2048, 1);
    failed.samples_ms.clear();
    failed.error = "This cell needs 99 MiB.";
    const Quantity q = with({failed}).value(kPilotAttention, Metric::Tpot, {2048, 8, 150});
    QVERIFY(!q.value);
    QCOMPARE(q.why, failed.error);
    QCOMPARE(gap_text(Voice(), q.gap, q.why), failed.error); // no figures of both: as the engine said it
  }

  /// What memory or patience did not hold is written and read back in one place, and said with its figures.
  void what_cannot_be_measured_says_so_with_the_figure() {
    for (const char* what : {"This cell needs", "Holding all models at once needs"}) {
      const auto memory = refusal_of(
          memory_refusal(what, int64_t{40} << 30, "with the weights", int64_t{9} << 30, "cpu", "a smaller size"));
      QVERIFY(memory && memory->kind == Refusal::Kind::Memory);
      QVERIFY(memory->needed == std::ldexp(40, 30) && memory->there == std::ldexp(9, 30));
    }
    const std::string error =
        memory_refusal("This cell needs", 5'000'000'000, "for state and activations", -1, "toy:0", "fewer requests");
    QVERIFY(refusal_of(error) && refusal_of(error)->there == 0);
    const auto silence = refusal_of(silence_refusal(1020, 17));
    QVERIFY(silence && silence->kind == Refusal::Kind::Silence && silence->there == 1020 && silence->needed == 17);
    for (const char* other : {"", "This cell needs 99 MiB.", "The file is gone.", "needs x MiB and 3 MiB are free",
                              "said nothing for s where about 3 s were expected"})
      QVERIFY2(!refusal_of(other), other);
    Quantity wait = missing(Gap::Failed, error);
    QCOMPARE(barred_text(Voice(), wait), std::string("cannot be measured here: needs 5.00 GB, 0 B are free"));
    QVERIFY(gap_text(Voice(), wait.gap, wait.why).starts_with("It needs 5.00 GB of memory, and 0 B are free here"));
    wait.why = silence_refusal(1020, 17);
    QCOMPARE(barred_text(Voice(), wait), std::string("cannot be measured here: nothing came in 17 min"));
    wait.why = "The file is gone.";
    QCOMPARE(barred_text(Voice(), wait), std::string("cannot be measured here: The file is gone."));
    wait.why = std::string(200, 'x');
    QVERIFY(characters(barred_text(Voice(), wait)) < 90);
  }

  void refined_rounds_replace_previews_and_pool() {
    Evidence evidence = with({decode(kPilotAttention, 8, 2048, 80, true), decode(kPilotAttention, 8, 2048, 40),
                              decode(kPilotAttention, 8, 2048, 40), decode(kPilotAttention, 8, 2048, 90, true)});
    const Quantity q = evidence.value(kPilotAttention, Metric::Tpot, {2048, 8, 150});
    QVERIFY(!q.preview && q.ci95);
    QVERIFY(std::abs(*q.value - 40) < 0.5);
    QCOMPARE(q.n, 40);
  }

  void a_quiet_round_is_shown_before_a_disturbed_one() {
    const OperatingPoint at{2048, 8, 150};
    Measurement busy = decode(kPilotAttention, 8, 2048, 80), quiet = decode(kPilotAttention, 8, 2048, 40),
                preview = decode(kPilotAttention, 8, 2048, 50, true), odd = decode(kPilotAttention, 8, 2048, 20);
    busy.condition = Condition::Disturbed;
    busy.lost_share = 0.25;
    busy.lost_to = "host";
    busy.run = 2;
    busy.row = 9;
    odd.condition = Condition::Suspect;
    Evidence evidence = with({odd});
    QCOMPARE(int(evidence.value(kPilotAttention, Metric::Tpot, at).condition), int(Condition::Suspect));
    evidence.add(busy);
    const Quantity disturbed = evidence.value(kPilotAttention, Metric::Tpot, at);
    QCOMPARE(int(disturbed.condition), int(Condition::Disturbed));
    QVERIFY(std::abs(*disturbed.value - 80) < 1 && disturbed.lost_share == 0.25 && disturbed.lost_to == "host");
    QCOMPARE(disturbed.cells, std::vector<std::string>{"2:9"});
    QVERIFY(!may_decide(disturbed) && evidence.rounds(kPilotAttention, Metric::Tpot, at).empty());
    QVERIFY(evidence.conditions().disturbed == 1 && evidence.conditions().cells == 1);
    evidence.add(preview);
    QVERIFY(std::abs(*evidence.value(kPilotAttention, Metric::Tpot, at).value - 50) < 1); // quiet, if quick
    evidence.add(quiet);
    evidence.add(busy); // later, and no better for that
    const Quantity shown = evidence.value(kPilotAttention, Metric::Tpot, at);
    QVERIFY(std::abs(*shown.value - 40) < 1 && shown.n == 20 && may_decide(shown) && shown.cells.empty());
    QCOMPARE(evidence.conditions().disturbed, 0);
  }

  void rounds_are_kept_apart_and_made_of_their_own_parts() {
    Evidence evidence = with({});
    for (int64_t context : {1024, 2048})
      test::add_rounds(evidence, decode(kPilotAttention, 8, context, 0.01 * static_cast<double>(context)), 3);
    test::add_rounds(evidence, prefill(kPilotAttention, 8, 2048, 1000), 2); // the third round read no prompt
    const OperatingPoint at{2048, 8, 101};
    QCOMPARE(evidence.rounds(kPilotAttention, Metric::Tpot, at).size(), size_t(3));
    const Rounds answers = evidence.rounds(kPilotAttention, Metric::AnswerTime, at);
    QCOMPARE(answers.size(), size_t(2));
    QVERIFY(answers.contains({1, 0}) && answers.contains({1, 1}));
    QVERIFY(std::abs(answers.at({1, 0}) / (answers.at({1, 1})) - (1 - 0.002)) < 1e-3);
    const Rounds between = evidence.rounds(kPilotAttention, Metric::Tpot, {1536, 8, 101});
    QVERIFY(between.size() == 3 && std::abs(between.at({1, 1}) - 15.36) < 0.2);
    QVERIFY(evidence.rounds(kPilotAttention, Metric::Tpot, {4096, 8, 101}).empty()); // beyond what was measured
    QVERIFY(evidence.rounds(kPilotAttention, Metric::Memory, at).empty());
  }

  void cells_of_another_precision_do_not_count() {
    Measurement other = decode(kPilotAttention, 8, 2048, 40);
    other.key.precision = "f32";
    QVERIFY(!with({other}).value(kPilotAttention, Metric::Tpot, {2048, 8, 150}).value);
  }

  void answer_time_adds_first_token_and_the_rest() {
    const Evidence evidence = with({prefill(kPilotAttention, 1, 128, 200), decode(kPilotAttention, 1, 128, 10)});
    const Quantity q = evidence.value(kPilotAttention, Metric::AnswerTime, {128, 1, 101});
    QVERIFY(std::abs(*q.value - 1200) < 10);
    QVERIFY(q.ci95);
    QVERIFY(!evidence.value(kPilotMamba2, Metric::AnswerTime, {128, 1, 101}).value);
  }

  void rates_turn_their_interval_round() {
    const Evidence evidence = with({decode(kPilotAttention, 8, 2048, 40)});
    const Quantity q = evidence.value(kPilotAttention, Metric::DecodeRate, {2048, 8, 150});
    QVERIFY(std::abs(*q.value - 200) < 3);
    QVERIFY(q.ci95->low < *q.value && *q.value < q.ci95->high);
  }

  /// No value beats the machine's limits: a time of what its memory does not hold decides nothing, and says why.
  void a_time_beyond_the_memory_is_suspect() {
    Calibration small = calibration();
    Evidence evidence = with({decode(kPilotAttention, 8, 65'536, 30), decode(kPilotAttention, 1, 64, 10)});
    const OperatingPoint far{65'536, 8, 1}, near{64, 1, 1};
    const auto needs = [&](const OperatingPoint& at) {
      return *evidence.value(kPilotAttention, Metric::Memory, at).value;
    };
    QVERIFY(needs(far) > 2 * needs(near));
    small.memory_bytes = static_cast<int64_t>((needs(far) + needs(near)) / 2);
    evidence.set_limits("cpu", small);
    const Quantity beyond = evidence.value(kPilotAttention, Metric::Tpot, far);
    QVERIFY(beyond.value);
    QCOMPARE(int(beyond.source), int(Source::Measured));
    QCOMPARE(int(beyond.condition), int(Condition::Suspect));
    QVERIFY(!may_decide(beyond));
    QCOMPARE(evidence.value(kPilotAttention, Metric::Tpot, near).condition, Condition::Quiet);
    const std::string said = condition_text(Voice(), beyond.condition, beyond.lost_share, beyond.lost_to);
    QVERIFY2(said.find("memory does not hold it") != std::string::npos, said.c_str());
    small.memory_bytes = 0; // nobody knows it
    evidence.set_limits("cpu", small);
    QCOMPARE(evidence.value(kPilotAttention, Metric::Tpot, far).condition, Condition::Quiet);
  }

  /// A band rests on quiet cells where there are any; else it is no surer than what it was made of.
  void a_band_of_disturbed_cells_is_disturbed() {
    Measurement busy = decode(kPilotMamba2, 1, 512, 20), quiet = decode(kPilotMamba2, 1, 1024, 10);
    busy.condition = Condition::Disturbed;
    busy.lost_share = 0.3;
    busy.lost_to = "other programs";
    Evidence evidence = with({busy});
    const OperatingPoint beyond{8192, 1, 1};
    Quantity band = evidence.value(kPilotMamba2, Metric::Tpot, beyond);
    QCOMPARE(band.source, Source::Modelled);
    QCOMPARE(band.condition, Condition::Disturbed);
    QCOMPARE(band.lost_to, std::string("other programs"));
    QVERIFY(provenance(evidence, {{kPilotMamba2, "cpu"}}, {band}).disturbed);
    evidence.add(quiet);
    band = evidence.value(kPilotMamba2, Metric::Tpot, beyond);
    QCOMPARE(band.condition, Condition::Quiet);
    QVERIFY2(*band.value < 12, qPrintable(QString::number(*band.value))); // by the quiet cell alone
  }

  void memory_is_the_formula_at_any_length() {
    const Evidence evidence = with({});
    const auto opened = open_model(kPilotAttention);
    const auto footprint = footprint_of(*opened, {Precision::F16, Format::F16});
    QVERIFY(footprint);
    for (int64_t context : {128, 65536}) {
      const Quantity q = evidence.value(kPilotAttention, Metric::Memory, {context, 3, 150});
      QCOMPARE(*q.value, double(footprint->weight_bytes() + footprint->state(3, context).total()));
      QCOMPARE(int(q.reach), int(Reach::Exact));
    }
    QCOMPARE(*evidence.value(kPilotMamba2, Metric::State, {128, 1, 1}).value,
             *evidence.value(kPilotMamba2, Metric::State, {65536, 1, 1}).value);
  }

  void curve_runs_from_modelled_through_measured_to_modelled() {
    const Evidence evidence = with({decode(kPilotAttention, 8, 512, 20), decode(kPilotAttention, 8, 2048, 30),
                                    decode(kPilotAttention, 8, 4096, 40)});
    const Curve curve = evidence.curve(kPilotAttention, Metric::Tpot, Along::Context, {2048, 8, 150}, 128, 65536);
    QCOMPARE(curve.front().at, 128.0);
    QCOMPARE(curve.back().at, 65536.0);
    int exact = 0;
    for (const CurvePoint& point : curve) {
      const bool measured = point.at == 512 || point.at == 2048 || point.at == 4096;
      QCOMPARE(int(point.quantity.reach), int(measured ? Reach::Exact : Reach::Beyond));
      exact += measured;
    }
    QCOMPARE(exact, 3);
    QVERIFY(std::is_sorted(curve.begin(), curve.end(),
                           [](const CurvePoint& a, const CurvePoint& b) { return a.at < b.at; }));
  }

  void memory_curve_needs_no_measurement() {
    QVERIFY(with({}).curve(kPilotAttention, Metric::Memory, Along::Requests, {2048, 8, 150}, 1, 64).size() >= 6);
    QVERIFY(with({}).curve(kPilotAttention, Metric::Tpot, Along::Requests, {2048, 8, 150}, 1, 64).empty());
  }
};

PARETO_TEST(TestEvidence)
#include "tst_evidence.moc"
