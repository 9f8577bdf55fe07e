// SPDX-License-Identifier: GPL-3.0-or-later
// reproduce: a stored value measured again.
#include "app/engine/commands.h"
#include "core/study/reproduce.h"

#include <cstdio>
#include <memory>

namespace pareto::engine {

namespace {

constexpr int kDisagree = 4, kNotJudged = 5; ///< exit codes; 1 to 3 are errors (app/README.md)

struct ReproduceRequest {
  std::string cell, store;
};

protocol::Reproduced event_of(const Reproduction& result, StoredCell cell) {
  const auto time = [](const Measurement& m) { return m.key.kind == CellKey::Kind::Decode ? m.tpot_ms : m.ttft_ms; };
  return {cell.run,
          cell.row,
          result.before.key,
          to_string(result.outcome),
          result.before.key.kind == CellKey::Kind::Decode ? "tpot_ms" : "ttft_ms",
          time(result.before),
          time(result.now),
          to_string(result.before.condition),
          to_string(result.now.condition),
          result.ratio,
          result.why,
          result.machine_ratio};
}

std::string conclusion(const Reproduction& result) {
  char ratio[48] = "";
  if (result.ratio)
    std::snprintf(ratio, sizeof ratio, "Now %.3f of the stored value", *result.ratio);
  switch (result.outcome) {
  case Reproduction::Outcome::Agree:
    return std::string(ratio) + ": the two agree, by their intervals and what a machine drifts between two moments.";
  case Reproduction::Outcome::Disagree:
    return std::string(ratio) +
           ": the two do not agree: that is more than their intervals and what a machine drifts between two moments.";
  case Reproduction::Outcome::NotComparable:
  case Reproduction::Outcome::NotJudged: return (result.ratio ? std::string(ratio) + ". " : "") + result.why;
  }
  return {};
}

int exit_code_of(Reproduction::Outcome outcome) {
  switch (outcome) {
  case Reproduction::Outcome::Agree: return 0;
  case Reproduction::Outcome::Disagree: return kDisagree;
  case Reproduction::Outcome::NotComparable:
  case Reproduction::Outcome::NotJudged: return kNotJudged;
  }
  return kNotJudged;
}

Status reproduce_value(const ReproduceRequest& request, const Output& out) {
  if (request.store.empty())
    return fail(ErrorCode::InvalidArgument, "reproduce needs --store FILE.sqlite, the results that run wrote.",
                "--store");
  PARETO_TRY_ASSIGN(cell, parse_stored_cell(request.cell));
  PARETO_TRY_ASSIGN(result, reproduce(request.store, cell));
  out.report(event_of(result, cell),
             "stored  " + describe(result.before) + "\nnow     " + describe(result.now) + "\n" + conclusion(result));
  Output::end_with(exit_code_of(result.outcome));
  return {};
}

} // namespace

Action declare_reproduce(Options& options) {
  const auto request = std::make_shared<ReproduceRequest>();
  options.word(request->cell, "VALUE", "A stored value as RUN:CELL, which results say under \"reproduce\"");
  options.text(request->store, "--store", "FILE",
               "The file of results (SQLite) that holds it; exit code 0: both agree, 4: they do not, 5: cannot be "
               "judged or compared");
  return [request](const Output& out) { return reproduce_value(*request, out); };
}

} // namespace pareto::engine
