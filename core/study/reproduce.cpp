// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/reproduce.h"

#include "core/formats/strict_json.h"
#include "core/measure/device_calibration.h"
#include "core/measure/slices.h"
#include "core/numeric/difference.h"
#include "core/numeric/statistics.h"
#include "core/study/plan.h"
#include "core/study/run_store.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace pareto {

namespace {

std::string name_of(StoredCell cell) { return std::to_string(cell.run) + ":" + std::to_string(cell.row); }

const std::optional<Estimate>& time_of(const Measurement& m) {
  return m.key.kind == CellKey::Kind::Decode ? m.tpot_ms : m.ttft_ms;
}

/// That of the value, or of its samples where they are too few for it to be shown and enough to compare: three and
/// more. Of a prompt in slices two of each are.
std::optional<Interval> interval_of(const Measurement& m) {
  const auto& time = time_of(m);
  if (time && time->ci95)
    return time->ci95;
  if (!m.slices.empty())
    return interval_of_slices(m.key.prompt_tokens, m.slices);
  const auto of_many = median_interval(m.samples_ms);
  return of_many ? of_many : interval_of_few(m.samples_ms);
}

/// Why one of the two says too little; empty where it does not.
std::string weakness(const Measurement& m, const std::optional<Interval>& interval, const std::string& which) {
  if (m.condition == Condition::Disturbed)
    return which + " value was disturbed (" + m.lost_to + "); it cannot be judged before both are quiet.";
  if (m.condition == Condition::Suspect)
    return which + " value is suspect (" + m.lost_to + "); it cannot be judged by that.";
  if (m.preview || !time_of(m) || !interval)
    return which + " value is a preview of too few repetitions for an interval; it cannot be judged.";
  return {};
}

/// What is known of both values.
struct Intervals {
  std::optional<Interval> before, now;
};

std::string why_not_judged(const Measurement& before, const Measurement& now, const Intervals& known) {
  if (before.fingerprint.empty())
    return "The stored value is older than fingerprints of models; nobody can tell whether this is the same model.";
  if (before.device_name != now.device_name)
    return "The stored value is of another machine (" +
           (before.device_name.empty() ? "whose name was not kept" : before.device_name) + "; this is " +
           now.device_name + "); it cannot be judged here.";
  const std::string first = weakness(before, known.before, "The stored");
  return first.empty() ? weakness(now, known.now, "The new") : first;
}

std::optional<double> machine_ratio(const Measurement& before, const Measurement& now) {
  if (!before.pace || !now.pace)
    return std::nullopt;
  const double ratio = pace_ratio(*before.pace, *now.pace, before.bytes_per_token, before.flops_per_token);
  return ratio > 0 ? std::optional(ratio) : std::nullopt;
}

/// Whether the machine itself became slower or faster as the value did.
bool explained_by_pace(const Reproduction& r) {
  const double pace = r.machine_ratio ? std::log(*r.machine_ratio) : 0;
  return std::abs(pace) > std::log(1 + kSamePace) && (pace < 0) == (*r.ratio > 1);
}

/// "The machine itself runs at 0.80 of what it did (reads 12.3 GB/s, then 9.8; computes 118 GFLOP/s, then 95): ..."
std::string not_comparable(const Reproduction& r) {
  const Roofline was = speed_of(*r.before.pace), is = speed_of(*r.now.pace);
  char text[320];
  std::snprintf(
      text, sizeof text,
      "The machine itself runs at %.2f of what it did (it read %.1f GB/s then and %.1f now, and computed %.0f "
      "GFLOP/s then and %.0f now): %.3g ms then and %.3g ms now are not comparable.",
      *r.machine_ratio, was.bytes_per_s / 1e9, is.bytes_per_s / 1e9, was.flops_per_s / 1e9, is.flops_per_s / 1e9,
      time_of(r.before)->value, time_of(r.now)->value);
  return text;
}

struct Stored {
  Measurement measurement;
  Study study;
  std::vector<double> beside; ///< compare()
};

/// Whether both are quiet readings of one cell, taken in the same way.
bool is_beside(const Measurement& a, const Measurement& b) {
  return a.key == b.key && a.how == b.how && a.fingerprint == b.fingerprint && a.preview == b.preview &&
         b.condition == Condition::Quiet && time_of(b);
}

Result<Stored> read_stored(const std::string& path, StoredCell cell) {
  PARETO_TRY_ASSIGN(store, RunStore::open(path, RunStore::Mode::ReadOnly));
  PARETO_TRY_ASSIGN(runs, store->runs());
  PARETO_TRY_ASSIGN(results, store->results(cell.run));
  const auto run = std::find_if(runs.begin(), runs.end(), [&](const RunStore::Run& r) { return r.id == cell.run; });
  const auto found =
      std::find_if(results.begin(), results.end(), [&](const Measurement& m) { return m.row == cell.row; });
  if (run == runs.end() || found == results.end())
    return fail(ErrorCode::NotFound, "There is no value " + name_of(cell) + " in " + path + ".", "RUN:CELL");
  PARETO_TRY_ASSIGN(document, parse_strict_json(run->study, "the stored study"));
  PARETO_TRY_ASSIGN(study, study_from_json(document, "the stored study"));
  Stored stored{*found, study, {}};
  for (const Measurement& each : results)
    if (is_beside(*found, each))
      stored.beside.push_back(time_of(each)->value);
  return stored;
}

/// The rules that the study had for this cell.
MeasureOptions options_of(const Stored& stored) {
  const Measurement& m = stored.measurement;
  PlannedCell cell{m.key, m.round, m.preview};
  if (m.key.kind == CellKey::Kind::Prefill)
    cell.how = m.how;
  MeasureOptions options = options_of(stored.study, cell);
  options.prefilled_state = m.key.kind == CellKey::Kind::Decode && m.state == "prefilled";
  return options;
}

Result<Measurement> measure_again(const Stored& stored) {
  const CellKey& key = stored.measurement.key;
  PARETO_TRY_ASSIGN(opened, open_model(key.model));
  if (!stored.measurement.fingerprint.empty() && opened.fingerprint != stored.measurement.fingerprint)
    return fail(ErrorCode::InvalidArgument,
                key.model + " is not the model that was measured any more: its files or its shape changed since.",
                key.model);
  PARETO_TRY_ASSIGN(precision, parse_precision(key.precision));
  PARETO_TRY_ASSIGN(executor, make_executor(key.device));
  PARETO_TRY_ASSIGN(model, LoadedModel::load(*executor, opened, load_options(precision)));
  PARETO_TRY_ASSIGN(calibration, calibration_of(key.device));
  return measure_cell(*model, key, options_of(stored), calibration);
}

} // namespace

Result<StoredCell> parse_stored_cell(const std::string& text) {
  StoredCell cell;
  const char* const end = text.data() + text.size();
  const auto run = std::from_chars(text.data(), end, cell.run);
  const bool colon = run.ec == std::errc() && run.ptr != end && *run.ptr == ':';
  const auto row = colon ? std::from_chars(run.ptr + 1, end, cell.row) : run;
  if (!colon || row.ec != std::errc() || row.ptr != end || cell.run < 1 || cell.row < 1)
    return fail(ErrorCode::InvalidArgument,
                "'" + text + "' names no stored value; it is RUN:CELL, as results say it (2:17).", "RUN:CELL");
  return cell;
}

const char* to_string(Reproduction::Outcome outcome) {
  switch (outcome) {
  case Reproduction::Outcome::Agree: return "agree";
  case Reproduction::Outcome::Disagree: return "disagree";
  case Reproduction::Outcome::NotComparable: return "not_comparable";
  case Reproduction::Outcome::NotJudged: return "not_judged";
  }
  return "";
}

Reproduction compare(Measurement before, Measurement now, std::span<const double> beside) {
  Reproduction out;
  const auto &first = time_of(before), &second = time_of(now);
  Intervals known{interval_of(before), interval_of(now)};
  if (!known.before && first)
    known.before = interval_of_one(first->value, beside);
  if (first && second && first->value > 0)
    out.ratio = second->value / first->value;
  out.machine_ratio = machine_ratio(before, now);
  out.why = why_not_judged(before, now, known);
  out.before = std::move(before);
  out.now = std::move(now);
  if (!out.why.empty())
    return out;
  const bool differ =
      differ_between_times(time_of(out.before)->value, *known.before, time_of(out.now)->value, *known.now);
  if (!differ) {
    out.outcome = Reproduction::Outcome::Agree;
  } else if (explained_by_pace(out)) {
    out.outcome = Reproduction::Outcome::NotComparable;
    out.why = not_comparable(out);
  } else {
    out.outcome = Reproduction::Outcome::Disagree;
  }
  return out;
}

Result<Reproduction> reproduce(const std::string& store_path, StoredCell cell) {
  PARETO_TRY_ASSIGN(stored, read_stored(store_path, cell));
  if (stored.measurement.source != Source::Measured || !stored.measurement.error.empty())
    return fail(ErrorCode::InvalidArgument,
                "The value " + name_of(cell) + " was not measured" +
                    (stored.measurement.error.empty() ? "." : ": " + stored.measurement.error),
                "RUN:CELL");
  PARETO_TRY_ASSIGN(now, measure_again(stored));
  return compare(std::move(stored.measurement), std::move(now), stored.beside);
}

} // namespace pareto
