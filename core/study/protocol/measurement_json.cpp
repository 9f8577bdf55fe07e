// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/protocol/measurement_json.h"

#include "core/json_value.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace pareto {

using nlohmann::json;

namespace {

constexpr int64_t kMostSequences = 4096;
constexpr int64_t kLongest = int64_t{1} << 24; ///< tokens; their bytes stay far from the end of int64

json estimate(const std::optional<Estimate>& e, const char* middle) {
  if (!e)
    return nullptr;
  return {
      {middle, e->value}, {"ci95", e->ci95 ? json::array({e->ci95->low, e->ci95->high}) : json(nullptr)}, {"n", e->n}};
}

std::optional<Interval> interval_of(const json& object) {
  const auto found = object.find("ci95");
  if (found == object.end() || !found->is_array() || found->size() != 2 || !(*found)[0].is_number() ||
      !(*found)[1].is_number())
    return std::nullopt;
  return Interval{(*found)[0].get<double>(), (*found)[1].get<double>()};
}

/// Reads fields of an event; a wrong type makes the whole event invalid, never a crash.
class Fields {
public:
  explicit Fields(const json& object) : m_object(object) {}

  double number(const char* key, double otherwise) const {
    const auto found = m_object.find(key);
    return found != m_object.end() && found->is_number() ? found->get<double>() : otherwise;
  }
  int64_t integer(const char* key, int64_t otherwise) const {
    const auto found = m_object.find(key);
    return found != m_object.end() ? whole(*found).value_or(otherwise) : otherwise;
  }
  std::string text(const char* key) const {
    const auto found = m_object.find(key);
    return found != m_object.end() && found->is_string() ? found->get<std::string>() : std::string();
  }
  /// Nothing when it is no integer or too large for one.
  static std::optional<int64_t> whole(const json& value) {
    if (!value.is_number_integer() || (value.is_number_unsigned() && value.get<uint64_t>() > INT64_MAX))
      return std::nullopt;
    return value.get<int64_t>();
  }
  std::optional<double> maybe_number(const char* key) const {
    const auto found = m_object.find(key);
    return found != m_object.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
  }
  std::optional<Estimate> estimate(const char* key, const char* middle) const {
    const auto found = m_object.find(key);
    if (found == m_object.end() || !found->is_object() || !found->contains(middle) || !(*found)[middle].is_number())
      return std::nullopt;
    const json& object = *found;
    Estimate e{object[middle].get<double>(), std::nullopt, 0};
    if (object.contains("n"))
      e.n = static_cast<int>(std::clamp<int64_t>(whole(object["n"]).value_or(0), 0, INT32_MAX));
    e.ci95 = interval_of(object);
    return e;
  }

private:
  const json& m_object;
};

Source source_of(const std::string& text) {
  for (Source source : {Source::Measured, Source::Imported, Source::Modelled, Source::Published})
    if (text == to_string(source))
      return source;
  return Source::Missing;
}

Condition condition_of(const std::string& text, const std::vector<std::string>& noise) {
  for (Condition condition : {Condition::Disturbed, Condition::Suspect})
    if (text == to_string(condition))
      return condition;
  const bool old_disturbed = text.empty() && std::find(noise.begin(), noise.end(), "other load") != noise.end();
  return old_disturbed ? Condition::Disturbed : Condition::Quiet;
}

std::vector<double> numbers_of(const json& object, const char* key) {
  std::vector<double> numbers;
  if (const auto found = object.find(key); found != object.end() && found->is_array())
    for (const json& value : *found)
      if (value.is_number())
        numbers.push_back(value.get<double>());
  return numbers;
}

json slices_json(const std::vector<Slice>& slices) {
  json all = json::array();
  for (const Slice& slice : slices)
    all.push_back({{"depth", slice.depth}, {"tokens", slice.tokens}, {"samples_ms", slice.samples_ms}});
  return all;
}

std::vector<Slice> slices_of(const json& event) {
  std::vector<Slice> slices;
  if (const auto found = event.find("slices"); found != event.end() && found->is_array())
    for (const json& each : *found)
      if (each.is_object())
        slices.push_back({std::clamp<int64_t>(Fields(each).integer("depth", 0), 0, kLongest),
                          std::clamp<int64_t>(Fields(each).integer("tokens", 0), 0, kLongest),
                          numbers_of(each, "samples_ms")});
  return slices;
}

json energy_json(const std::optional<Energy>& energy) {
  if (!energy)
    return nullptr;
  const auto known = [&](const json& value) { return energy->source == Source::Missing ? json(nullptr) : value; };
  const auto& ci95 = energy->ci95;
  return {{"joules_per_token", known(energy->joules_per_token)},
          {"whole_joules_per_token", known(energy->whole_joules_per_token)},
          {"ci95", ci95 ? json::array({ci95->low, ci95->high}) : json(nullptr)},
          {"idle_watts", or_null(energy->idle_watts)},
          {"source", to_string(energy->source)},
          {"from", energy->from}};
}

std::optional<Energy> energy_of(const json& event) {
  const auto found = event.find("energy");
  if (found == event.end() || !found->is_object())
    return std::nullopt;
  const Fields fields(*found);
  const auto joules = fields.maybe_number("joules_per_token");
  const Source source = joules ? source_of(fields.text("source")) : Source::Missing;
  if (source == Source::Missing)
    return fields.text("from").empty() ? std::nullopt
                                       : std::optional(Energy{0, 0, std::nullopt, source, fields.text("from")});
  return Energy{*joules,
                fields.number("whole_joules_per_token", *joules),
                fields.maybe_number("idle_watts"),
                source,
                fields.text("from"),
                interval_of(*found)};
}

json roofline_json(const Roofline& seen) {
  const auto known = [](double rate) { return rate > 0 ? json(rate) : json(nullptr); };
  return {{"read_bytes_per_s", known(seen.bytes_per_s)}, {"flops_per_s", known(seen.flops_per_s)}};
}

Roofline roofline_of(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_object())
    return {};
  return {Fields(*found).number("read_bytes_per_s", 0), Fields(*found).number("flops_per_s", 0)};
}

std::optional<Pace> pace_of(const json& event) {
  const auto found = event.find("pace");
  if (found == event.end() || !found->is_object())
    return std::nullopt;
  return Pace{roofline_of(*found, "before"), roofline_of(*found, "after")};
}

/// Each repetition as [ms, missed, others, stolen, pressure, switches, used]: they are many.
json repetitions_json(const std::vector<Repetition>& repetitions) {
  json all = json::array();
  for (const Repetition& each : repetitions)
    all.push_back({each.ms, each.witness.missed_s, each.witness.others_s, each.witness.stolen_s,
                   each.witness.pressure_s, each.witness.switches, each.used ? 1 : 0});
  return all;
}

std::vector<Repetition> repetitions_of(const json& event) {
  std::vector<Repetition> repetitions;
  const auto found = event.find("repetitions");
  if (found == event.end() || !found->is_array())
    return repetitions;
  for (const json& each : *found)
    if (each.is_array() && each.size() == 7 &&
        std::all_of(each.begin(), each.end(), [](const json& v) { return v.is_number(); })) {
      const auto at = [&](size_t i) { return each[i].get<double>(); };
      repetitions.push_back({at(0), {at(1), at(2), at(3), at(4), Fields::whole(each[5]).value_or(-1)}, at(6) != 0});
    }
  return repetitions;
}

} // namespace

json to_json(const CellKey& key) {
  json object{{"kind", key.kind == CellKey::Kind::Decode ? "decode" : "prefill"},
              {"model", key.model},
              {"device", key.device},
              {"precision", key.precision},
              {"batch", key.batch},
              {"context", key.context},
              {"prompt_tokens", key.prompt_tokens}};
  if (key.denoising_steps > 0)
    object["denoising_steps"] = key.denoising_steps;
  return object;
}

Result<CellKey> cell_key_from_json(const json& object) {
  if (!object.is_object())
    return fail(ErrorCode::InvalidArgument, "A cell must be an object.");
  const Fields fields(object);
  const std::string kind = fields.text("kind");
  if (kind != "decode" && kind != "prefill")
    return fail(ErrorCode::InvalidArgument, "A cell's kind must be decode or prefill.", "kind");
  CellKey key;
  key.kind = kind == "decode" ? CellKey::Kind::Decode : CellKey::Kind::Prefill;
  for (const auto& [name, into] :
       {std::pair{"model", &key.model}, std::pair{"device", &key.device}, std::pair{"precision", &key.precision}}) {
    *into = fields.text(name);
    if (into->empty())
      return fail(ErrorCode::InvalidArgument, std::string("A cell's ") + name + " must be a text that is not empty.",
                  name);
  }
  int64_t batch = 0;
  struct Length {
    const char* name;
    int64_t* into;
    int64_t least, most;
  };
  const bool prefill = key.kind == CellKey::Kind::Prefill;
  for (const Length& length : {Length{"batch", &batch, 1, kMostSequences}, Length{"context", &key.context, 0, kLongest},
                               Length{"prompt_tokens", &key.prompt_tokens, prefill ? 1 : 0, kLongest}}) {
    const std::optional<int64_t> value =
        object.contains(length.name) ? Fields::whole(object[length.name]) : std::nullopt;
    if (!value || *value < length.least || *value > length.most)
      return fail(ErrorCode::InvalidArgument,
                  std::string("A cell's ") + length.name + " must be an integer from " + std::to_string(length.least) +
                      " to " + std::to_string(length.most) + ".",
                  length.name);
    *length.into = *value;
  }
  key.batch = static_cast<int>(batch);
  key.denoising_steps = std::clamp<int64_t>(fields.integer("denoising_steps", 0), 0, kLongest);
  return key;
}

json to_json(const Measurement& m) {
  json event = to_json(m.key);
  event["event"] = "result";
  event["fingerprint"] = m.fingerprint;
  event["device_name"] = m.device_name;
  event["state"] = m.state;
  event["generated_tokens"] = m.generated_tokens;
  event["ttft_ms"] = estimate(m.ttft_ms, "median");
  event["tpot_ms"] = estimate(m.tpot_ms, "p50");
  if (m.tpot_ms) {
    event["tpot_ms"]["p95"] = or_null(m.tpot_p95_ms);
    event["tpot_ms"]["p99"] = or_null(m.tpot_p99_ms);
  }
  event["prefill_tokens_per_s"] = or_null(m.prefill_tokens_per_s);
  event["decode_tokens_per_s"] = or_null(m.decode_tokens_per_s);
  event["weight_bytes"] = m.weight_bytes;
  event["state_bytes"] = m.state_bytes;
  event["activation_bytes"] = m.activation_bytes;
  event["peak_rss_bytes"] = or_null(m.peak_rss_bytes);
  event["device_bytes"] = or_null(m.device_bytes);
  event["flops_per_token"] = m.flops_per_token;
  event["bytes_per_token"] = m.bytes_per_token;
  event["roofline_share"] = or_null(m.roofline_share);
  event["how"] = to_string(m.how);
  if (!m.slices.empty())
    event["slices"] = slices_json(m.slices);
  event["energy"] = energy_json(m.energy);
  if (m.pace)
    event["pace"] = {{"before", roofline_json(m.pace->before)}, {"after", roofline_json(m.pace->after)}};
  event["preview"] = m.preview;
  event["condition"] = to_string(m.condition);
  if (m.condition != Condition::Quiet) {
    event["lost_share"] = m.lost_share;
    event["lost_to"] = m.lost_to;
  }
  event["noise"] = m.noise;
  event["samples_ms"] = m.samples_ms;
  if (!m.repetitions.empty())
    event["repetitions"] = repetitions_json(m.repetitions);
  event["source"] = to_string(m.source);
  event["error"] = m.error.empty() ? json(nullptr) : json(m.error);
  event["round"] = m.round;
  event["time_utc"] = m.time_utc;
  if (m.row > 0) // what `reproduce` takes
    event["reproduce"] = std::to_string(m.run) + ":" + std::to_string(m.row);
  return event;
}

namespace {

/// Times, rates and counts that no machine gives: below nothing, or without end.
bool impossible(const json& value) {
  if (value.is_number())
    return !(value.get<double>() >= 0) || !std::isfinite(value.get<double>());
  return value.is_structured() &&
         std::any_of(value.begin(), value.end(), [](const json& part) { return impossible(part); });
}

Status refuse_impossible(const json& event) {
  for (const char* key :
       {"ttft_ms", "tpot_ms", "samples_ms", "prefill_tokens_per_s", "decode_tokens_per_s", "generated_tokens",
        "weight_bytes", "state_bytes", "activation_bytes", "peak_rss_bytes", "device_bytes", "flops_per_token",
        "bytes_per_token", "roofline_share", "slices", "energy", "pace", "lost_share"})
    if (const auto found = event.find(key); found != event.end() && impossible(*found))
      return fail(ErrorCode::InvalidFile,
                  std::string("A result's ") + key + " is negative or not finite; it was not measured.", key);
  return {};
}

} // namespace

Result<Measurement> measurement_from_json(const json& event) {
  Measurement m;
  PARETO_TRY_ASSIGN(key, cell_key_from_json(event));
  PARETO_TRY(refuse_impossible(event));
  m.key = key;
  const Fields fields(event);
  m.fingerprint = fields.text("fingerprint");
  m.device_name = fields.text("device_name");
  m.state = fields.text("state");
  m.generated_tokens = fields.integer("generated_tokens", 0);
  m.ttft_ms = fields.estimate("ttft_ms", "median");
  m.tpot_ms = fields.estimate("tpot_ms", "p50");
  if (m.tpot_ms) {
    const Fields tpot(event["tpot_ms"]);
    m.tpot_p95_ms = tpot.maybe_number("p95");
    m.tpot_p99_ms = tpot.maybe_number("p99");
  }
  m.prefill_tokens_per_s = fields.maybe_number("prefill_tokens_per_s");
  m.decode_tokens_per_s = fields.maybe_number("decode_tokens_per_s");
  m.weight_bytes = fields.integer("weight_bytes", 0);
  m.state_bytes = fields.integer("state_bytes", 0);
  m.activation_bytes = fields.integer("activation_bytes", 0);
  if (event.contains("peak_rss_bytes"))
    m.peak_rss_bytes = Fields::whole(event["peak_rss_bytes"]);
  if (event.contains("device_bytes"))
    m.device_bytes = Fields::whole(event["device_bytes"]);
  m.flops_per_token = fields.number("flops_per_token", 0);
  m.bytes_per_token = fields.number("bytes_per_token", 0);
  m.roofline_share = fields.maybe_number("roofline_share");
  m.preview = event.contains("preview") && event["preview"].is_boolean() && event["preview"].get<bool>();
  if (event.contains("noise") && event["noise"].is_array())
    for (const json& flag : event["noise"])
      if (flag.is_string())
        m.noise.push_back(flag.get<std::string>());
  m.how = fields.text("how") == to_string(Reading::Slices) ? Reading::Slices : Reading::Whole;
  m.slices = slices_of(event);
  m.energy = energy_of(event);
  m.pace = pace_of(event);
  m.condition = condition_of(fields.text("condition"), m.noise);
  m.lost_share = fields.number("lost_share", 0);
  m.lost_to = fields.text("lost_to");
  m.samples_ms = numbers_of(event, "samples_ms");
  m.repetitions = repetitions_of(event);
  m.source = source_of(fields.text("source"));
  m.error = fields.text("error");
  m.round = static_cast<int>(std::clamp<int64_t>(fields.integer("round", 0), 0, INT32_MAX));
  m.time_utc = fields.text("time_utc");
  return m;
}

} // namespace pareto
