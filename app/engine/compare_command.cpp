// SPDX-License-Identifier: GPL-3.0-or-later
// compare: an earlier file of results as a reference; what became worse since.
#include "app/engine/commands.h"
#include "core/decide/words/monitor_words.h"
#include "core/formats/open_model.h"

#include <memory>

namespace pareto::engine {

namespace {

constexpr int kWorse = 6, kNothingCompared = 7; ///< exit codes; 1 to 5 are taken (app/README.md)

struct CompareRequest {
  std::string reference, now;
  bool all = false;
};

nlohmann::json event_of(const Change& change, const std::string& text) {
  const CellKey& key = change.key;
  nlohmann::json event{{"event", "change"},
                       {"says", to_string(change.kind)},
                       {"watched", to_string(change.watched)},
                       {"model", key.model},
                       {"precision", key.precision},
                       {"before", change.before},
                       {"after", change.after},
                       {"p", change.p},
                       {"text", text}};
  if (change.watched == Watched::Quality)
    event["test"] = change.test;
  else
    event.update({{"device", key.device},
                  {"batch", key.batch},
                  {"tokens", key.kind == CellKey::Kind::Decode ? key.context : key.prompt_tokens}});
  if (change.change)
    event["change"] = {change.change->low, change.change->high};
  if (change.kind == Change::Kind::NotJudged)
    event["why"] = to_string(change.why);
  return event;
}

Result<RunStore::Contents> contents_of(const std::string& path, const Output& out) {
  PARETO_TRY_ASSIGN(store, RunStore::open(path, RunStore::Mode::ReadOnly));
  RunStore::Contents contents = store->read();
  for (const std::string& problem : contents.problems)
    out.warn(Warning{"unreadable_result", problem});
  return contents;
}

int exit_code_of(const Monitoring& found) {
  if (found.count(Change::Kind::Worse) > 0)
    return kWorse;
  return found.judged() == 0 ? kNothingCompared : 0;
}

Status compare(const CompareRequest& request, const Output& out) {
  PARETO_TRY_ASSIGN(before, contents_of(request.reference, out));
  PARETO_TRY_ASSIGN(after, contents_of(request.now, out));
  const Monitoring found = monitor(before, after);
  const Voice english;
  const std::string headline = monitor_headline(english, found);
  out.line({{"event", "monitoring"},
            {"compared", found.judged()},
            {"worse", found.count(Change::Kind::Worse)},
            {"better", found.count(Change::Kind::Better)},
            {"same", found.count(Change::Kind::Same)},
            {"not_judged", found.count(Change::Kind::NotJudged)},
            {"gone", found.gone},
            {"added", found.added},
            {"text", headline}},
           headline);
  for (const Change& change : found.changes)
    if (request.all || out.json() || change.kind == Change::Kind::Worse || change.kind == Change::Kind::Better)
      out.line(event_of(change, change_text(english, change)), change_text(english, change));
  if (!out.json())
    for (const std::string& gone : found.gone)
      out.line({}, "only in the reference: " + gone);
  Output::end_with(exit_code_of(found));
  return {};
}

} // namespace

Action declare_compare(Options& options) {
  const auto request = std::make_shared<CompareRequest>();
  options.word(request->reference, "REFERENCE", "The earlier file of results (SQLite)");
  options.word(request->now, "NOW",
               "The later one; exit code 0: nothing became worse, 6: something did, 7: nothing could be compared");
  options.toggle(request->all, "--all", "Also what shows no decisive difference, and what could not be judged");
  return [request](const Output& out) { return compare(*request, out); };
}

} // namespace pareto::engine
