// SPDX-License-Identifier: GPL-3.0-or-later
// Who is chosen along the prompt: winners side by side blend over the interval of their crossover and nowhere else.
#include "core/decide/answer/prompt_track.h"
#include "core/decide/crossover.h"
#include "tests/support/full_study.h"
#include "tests/support/measurements.h"
#include "tests/support/models.h"
#include "tests/support/program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <initializer_list>

using namespace pareto;
using test::kAttention, test::kMamba2;

namespace {

using SpanKind = TrackSpan::Kind;
using Known = std::optional<Interval>;

const Contender kFirst{kAttention, "cpu"}, kSecond{kMamba2, "cpu"};

/// Places by doublings from 128: 'a' and 'b' win, '=' is undecided, '.' is not measured.
std::vector<MapCell> cells_of(const std::string& said) {
  std::vector<MapCell> cells;
  int64_t prompt = 128;
  for (const char each : said) {
    MapCell& cell = cells.emplace_back();
    cell.prompt = prompt;
    cell.state = each == '='   ? MapCell::State::Undecided
                 : each == '.' ? MapCell::State::Unmeasured
                               : MapCell::State::Won;
    if (cell.state == MapCell::State::Won)
      cell.winner = each == 'a' ? kFirst : kSecond;
    prompt *= 2;
  }
  return cells;
}

std::vector<TrackSpan> spans_of(const std::string& said, Known known = {}) {
  return track_spans(cells_of(said), [known](const Contender&, const Contender&) { return known; });
}

bool are(const std::vector<TrackSpan>& spans, std::initializer_list<TrackSpan> said) {
  return std::equal(spans.begin(), spans.end(), said.begin(), said.end());
}

/// Between two places, by ratio.
double half(double low) { return low * std::sqrt(2.0); }

} // namespace

class TestPromptTrack : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void without_winners_nothing_has_a_colour() {
    QVERIFY(track_spans({}, {}).empty());
    QVERIFY((are(spans_of("..."), {{SpanKind::Open, 128, 512, {}, {}}})));
  }

  void one_winner_reaches_half_the_way_to_what_is_open() {
    QVERIFY((
        are(spans_of("aa."), {{SpanKind::Won, 128, half(256), kFirst, {}}, {SpanKind::Open, half(256), 512, {}, {}}})));
    QVERIFY((are(spans_of("aa="),
                 {{SpanKind::Won, 128, half(256), kFirst, {}}, {SpanKind::Undecided, half(256), 512, {}, {}}})));
  }

  void two_winners_blend_over_their_crossover_alone() {
    QVERIFY((are(spans_of("aabb", Interval{300, 330}), {{SpanKind::Won, 128, 300, kFirst, {}},
                                                        {SpanKind::Turning, 300, 330, kFirst, kSecond},
                                                        {SpanKind::Won, 330, 1024, kSecond, {}}})));
    QVERIFY((are(spans_of("aa==b", Interval{300, 1500}), {{SpanKind::Won, 128, 300, kFirst, {}},
                                                          {SpanKind::Turning, 300, 1500, kFirst, kSecond},
                                                          {SpanKind::Won, 1500, 2048, kSecond, {}}})));
  }

  void what_is_undecided_beside_it_stays_so() { // a third is equal there
    QVERIFY((are(spans_of("a===b", Interval{400, 600}), {{SpanKind::Won, 128, half(128), kFirst, {}},
                                                         {SpanKind::Undecided, half(128), 400, {}, {}},
                                                         {SpanKind::Turning, 400, 600, kFirst, kSecond},
                                                         {SpanKind::Undecided, 600, half(1024), {}, {}},
                                                         {SpanKind::Won, half(1024), 2048, kSecond, {}}})));
  }

  void it_never_reaches_over_what_is_decided() {
    const std::vector<TrackSpan> spans = spans_of("aabb", Interval{100, 5000});
    QVERIFY(spans.size() == 3 && spans[1].from == 256 && spans[1].to == 512);
    const std::vector<TrackSpan> elsewhere = spans_of("aabb", Interval{900, 1000}); // it is about something else
    QVERIFY(elsewhere.size() == 3 && elsewhere[1].kind == SpanKind::Undecided);
  }

  void where_nobody_knows_the_crossover_it_is_undecided() {
    QVERIFY((are(spans_of("aabb"), {{SpanKind::Won, 128, 256, kFirst, {}},
                                    {SpanKind::Undecided, 256, 512, {}, {}},
                                    {SpanKind::Won, 512, 1024, kSecond, {}}})));
  }

  void the_same_on_both_sides_does_not_reach_across() {
    const std::vector<TrackSpan> spans = spans_of("a=a", Interval{200, 300});
    QVERIFY(spans.size() == 3 && spans[1].kind == SpanKind::Undecided);
    QVERIFY(spans[0].to == half(128) && spans[2].from == half(256));
  }

  /// Its interval is that of the curves of what is chosen by.
  void of_a_study() {
    Study study;
    study.models = {kAttention, kMamba2};
    Calibration machine;
    machine.roofline = {20e9, 200e9};
    machine.memory_bytes = 16'000'000'000;
    Evidence evidence(study, machine, test::publishedResults());
    for (int64_t tokens = 128; tokens <= 65'536; tokens *= 2) {
      const auto length = static_cast<double>(tokens);
      for (const auto& [model, step, prompt] :
           {std::tuple(kAttention, 10 + 0.001 * length, 0.1 * length), {kMamba2, 14.0, 0.1 * length}}) {
        test::add_rounds(evidence, test::decode(model, 1, tokens, step));
        test::add_rounds(evidence, test::prefill(model, 1, tokens, prompt));
      }
    }
    Comparison comparison;
    comparison.at = {512, 1, 150};
    comparison.task = "zero_shot_avg";
    const PromptTrack track = prompt_track(evidence, comparison);
    QCOMPARE(track.cells.size(), size_t(23));
    const std::vector<Crossover> curves =
        crossovers(evidence, {kFirst, kSecond}, kFirst, Metric::AnswerTime, Along::Context, comparison.at);
    QVERIFY(curves.size() == 1 && curves.front().ci95);
    std::vector<TrackSpan> turns;
    double from = 128;
    for (const TrackSpan& span : track.spans) {
      QCOMPARE(span.from, from); // no gap
      from = span.to;
      if (span.kind == SpanKind::Turning)
        turns.push_back(span);
    }
    QCOMPARE(from, 262'144.0);
    QVERIFY(turns.size() == 1 && turns.front().winner == kFirst && turns.front().next == kSecond);
    QVERIFY(turns.front().from >= curves.front().ci95->low && turns.front().to <= curves.front().ci95->high);
    QVERIFY(turns.front().from <= curves.front().at && curves.front().at <= turns.front().to);
  }
};

PARETO_TEST(TestPromptTrack)
#include "tst_prompt_track.moc"
