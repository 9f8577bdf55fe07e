// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/answer/winner_map.h"

#include "core/decide/answer/workload_choices.h"

#include <algorithm>
#include <iterator>

namespace pareto {

namespace {

using CellState = MapCell::State;
constexpr const char* kStates[] = {"won", "undecided", "untested", "none_fits", "not_yet", "modelled", "unmeasured"};
static_assert(std::size(kStates) == static_cast<size_t>(CellState::Unmeasured) + 1);

/// Of a cell where nothing is decided: by the weakest of what keeps its contenders from being compared.
CellState open_state(const Pending& pending, const std::vector<Ranked>& places) {
  const bool missing = std::any_of(places.begin(), places.end(),
                                   [](const Ranked& place) { return place.kind == Ranked::Kind::NoValue; });
  if (missing || pending.all() == pending.of(Held::LimitsUnknown))
    return CellState::Unmeasured;
  return pending.of(Held::Modelled) > 0 ? CellState::Modelled : CellState::NotYet;
}

CellState state_of(const Verdict& verdict, const std::vector<Ranked>& places) {
  switch (verdict.kind) {
  case Verdict::Kind::Chosen: return CellState::Won;
  case Verdict::Kind::Equal:
  case Verdict::Kind::OpenCost:
  case Verdict::Kind::Alone: return CellState::Undecided;
  case Verdict::Kind::TestedShort: return CellState::Untested;
  case Verdict::Kind::NoneMeetsLimits: return CellState::NoneFits;
  case Verdict::Kind::OutsideMeasured: return CellState::Modelled;
  case Verdict::Kind::NotYet:
  case Verdict::Kind::LimitsUnknown:
  case Verdict::Kind::NoValue:
  case Verdict::Kind::NothingChosen: break;
  }
  return open_state(verdict.pending, places);
}

} // namespace

const char* to_string(CellState state) { return kStates[static_cast<size_t>(state)]; }

MapCell map_cell(const Evidence& evidence, Comparison comparison, int64_t prompt, int requests) {
  comparison.at.context = prompt;
  comparison.at.requests = requests;
  const std::vector<Ranked> places = ranking(evidence, comparison);
  const Verdict said = verdict(evidence, comparison, places);
  MapCell cell;
  cell.state = state_of(said, places);
  cell.prompt = prompt;
  cell.requests = requests;
  cell.pending = said.pending;
  cell.compared = said.compared;
  if (said.kind == Verdict::Kind::Chosen)
    cell.winner = said.figures.front().of;
  if (said.kind == Verdict::Kind::Equal)
    for (const Figure& figure : said.figures)
      cell.equal.push_back(figure.of);
  return cell;
}

WinnerMap winner_map(const Evidence& evidence, const Comparison& asked) {
  const Comparison comparison = with_task(evidence, asked);
  WinnerMap map;
  for (int64_t prompt = kShortestPrompt; prompt <= kLongestPrompt; prompt *= 2)
    map.prompts.push_back(prompt);
  for (int requests = 1; requests <= kMostRequests; requests *= 2)
    map.requests.push_back(requests);
  for (const int requests : map.requests)
    for (const int64_t prompt : map.prompts)
      map.cells.push_back(map_cell(evidence, comparison, prompt, requests));
  return map;
}

} // namespace pareto
