// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/answer/prompt_track.h"

#include "core/decide/answer/workload_choices.h"
#include "core/decide/crossover.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace pareto {

namespace {

using Kind = TrackSpan::Kind;

/// Neighbouring cells of which the same holds.
struct Run {
  Kind kind;
  Contender winner;
  std::vector<double> places; ///< tokens
};

Kind kind_of(const MapCell& cell) {
  if (cell.state == MapCell::State::Won)
    return Kind::Won;
  return cell.state == MapCell::State::Undecided ? Kind::Undecided : Kind::Open;
}

std::vector<Run> runs_of(const std::vector<MapCell>& cells) {
  std::vector<Run> runs;
  for (const MapCell& cell : cells) {
    const Kind kind = kind_of(cell);
    const Contender winner = kind == Kind::Won ? cell.winner : Contender();
    if (runs.empty() || runs.back().kind != kind || runs.back().winner != winner)
      runs.push_back({kind, winner, {}});
    runs.back().places.push_back(static_cast<double>(cell.prompt));
  }
  return runs;
}

/// Half the way, by ratio.
double half_way(double a, double b) { return std::sqrt(a * b); }

/// The next winner, where nothing but undecided cells lies between; nullptr where there is none.
const Run* next_winner(const std::vector<Run>& runs, size_t run) {
  if (runs[run].kind != Kind::Won)
    return nullptr;
  const size_t next = run + 1 < runs.size() && runs[run + 1].kind == Kind::Undecided ? run + 2 : run + 1;
  return next < runs.size() && runs[next].kind == Kind::Won ? &runs[next] : nullptr;
}

/// The spans between two winners: `before` ends where the first of them begins, `behind` begins where the last ends.
struct Change {
  double leaves, enters;
  std::vector<TrackSpan> between;
};

Change unknown_change(double last, double first, const std::vector<double>& undecided) {
  const double from = undecided.empty() ? last : half_way(last, undecided.front()),
               to = undecided.empty() ? first : half_way(undecided.back(), first);
  return {from, to, {{Kind::Undecided, from, to, {}, {}}}};
}

Change change_of(const Run& before, const Run& behind, const std::vector<double>& undecided,
                 const KnownCrossover& crossover) {
  const double last = before.places.back(), first = behind.places.front();
  std::optional<Interval> known;
  if (before.winner != behind.winner)
    known = crossover(before.winner, behind.winner);
  if (!known || known->low > first || known->high < last)
    return unknown_change(last, first, undecided);
  const TrackSpan turning{Kind::Turning, std::max(known->low, last), std::min(known->high, first), before.winner,
                          behind.winner};
  Change change{turning.from, turning.to, {}};
  if (!undecided.empty() && undecided.front() < turning.from) { // others are equal there
    change.leaves = half_way(last, undecided.front());
    change.between.push_back({Kind::Undecided, change.leaves, turning.from, {}, {}});
  }
  change.between.push_back(turning);
  if (!undecided.empty() && undecided.back() > turning.to) {
    change.enters = half_way(undecided.back(), first);
    change.between.push_back({Kind::Undecided, turning.to, change.enters, {}, {}});
  }
  return change;
}

} // namespace

std::vector<TrackSpan> track_spans(const std::vector<MapCell>& cells, const KnownCrossover& crossover) {
  const std::vector<Run> runs = runs_of(cells);
  std::vector<TrackSpan> spans;
  double from = runs.empty() ? 0 : runs.front().places.front();
  for (size_t i = 0; i < runs.size();) {
    const Run& run = runs[i];
    const Run* next = next_winner(runs, i);
    Change change{run.places.back(), run.places.back(), {}}; // to the end of the track
    if (next) {
      const bool apart = next == &runs[i] + 2;
      change = change_of(run, *next, apart ? runs[i + 1].places : std::vector<double>(), crossover);
    } else if (i + 1 < runs.size()) {
      change.leaves = change.enters = half_way(run.places.back(), runs[i + 1].places.front());
    }
    spans.push_back({run.kind, from, change.leaves, run.winner, {}});
    spans.insert(spans.end(), change.between.begin(), change.between.end());
    from = change.enters;
    i = next ? static_cast<size_t>(next - runs.data()) : i + 1;
  }
  return spans;
}

PromptTrack prompt_track(const Evidence& evidence, const Comparison& asked) {
  const Comparison comparison = with_task(evidence, asked);
  PromptTrack track;
  for (int64_t prompt = kShortestPrompt; prompt <= kLongestPrompt; prompt *= 2) {
    track.cells.push_back(map_cell(evidence, comparison, prompt, comparison.at.requests));
    if (prompt < kLongestPrompt)
      track.cells.push_back(map_cell(evidence, comparison, prompt + prompt / 2, comparison.at.requests));
  }
  const std::optional<Metric> chosen_by = metric_of(comparison.goal);
  track.spans = track_spans(track.cells, [&](const Contender& before, const Contender& behind) {
    std::optional<Interval> where;
    if (chosen_by)
      for (const Crossover& found :
           crossovers(evidence, {before, behind}, before, *chosen_by, Along::Context, comparison.at))
        if (found.kind == Crossover::Kind::FallsBelow)
          where = found.ci95;
    return where;
  });
  return track;
}

} // namespace pareto
