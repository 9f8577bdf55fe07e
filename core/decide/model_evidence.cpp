// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/model_evidence.h"

#include "core/decide/quantity_math.h"
#include "core/exec/model_runner.h"
#include "core/formats/opened_models.h"
#include "core/model/catalogue.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <string_view>
#include <utility>

namespace pareto {

namespace {

std::string file_name(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path at(path);
  const std::string own = at.filename() == "config.json" || at.filename().empty() ? at.parent_path().filename().string()
                                                                                  : at.stem().string();
  return own.empty() ? path : own;
}

/// As a list of name, source and table may hold it.
std::string printed_name(std::string model) {
  std::replace(model.begin(), model.end(), ',', ';');
  return model;
}

ModelFacts facts_of(const OpenedModel& opened, const SpeedModel& speed) {
  ModelFacts facts;
  facts.id = opened.id;
  facts.fingerprint = opened.fingerprint;
  facts.architecture = opened.architecture;
  facts.parameters = speed.footprint().parameters();
  if (speed.footprint().active_parameters() < speed.footprint().parameters())
    facts.active_parameters = speed.footprint().active_parameters();
  if (const auto uses = expert_uses(opened.model.record({1, 1, Phase::Decode})); !uses.empty())
    facts.experts = uses.front();
  facts.weight_bytes = speed.footprint().weight_bytes();
  if (opened.model.spec().max_context > 0)
    facts.max_context = opened.model.spec().max_context;
  if (speed.denoising().denoises())
    facts.denoised = speed.denoising().block;
  facts.assumed_shape = opened.model.spec().assumed_shape;
  facts.has_weights = !opened.folder.empty();
  facts.untrained = opened.untrained;
  if (const Architecture* known = opened.built_in() ? find_architecture(opened.architecture) : nullptr) {
    facts.name = known->name;
    facts.family = known->family;
    facts.size = opened.size;
  } else {
    facts.name = file_name(opened.id) + (facts.untrained.empty() ? "" : " (not trained)");
    facts.family = "custom";
  }
  return facts;
}

} // namespace

int64_t nominal_parameters(const std::string& size) {
  double number = 0;
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), number);
  const std::string_view unit(end, static_cast<size_t>(size.data() + size.size() - end));
  const double one = unit == "b" ? 1e9 : unit == "m" ? 1e6 : 0;
  return error == std::errc() ? static_cast<int64_t>(std::llround(number * one)) : 0;
}

int64_t published_parameters(const ModelFacts& facts) {
  const int64_t nominal = nominal_parameters(facts.size);
  return nominal > 0 ? nominal : std::max<int64_t>(1, facts.parameters.value_or(1));
}

bool one_size(const ModelFacts& a, const ModelFacts& b) {
  constexpr double kAlike = 0.05;
  if (!a.size.empty() && a.size == b.size)
    return true;
  if (!a.parameters || !b.parameters)
    return false;
  const auto [less, more] = std::minmax(*a.parameters, *b.parameters);
  return static_cast<double>(more) <= static_cast<double>(less) * (1 + kAlike);
}

Quantity published_quality(const PublishedResults* published, const std::string& group, const ModelFacts& facts,
                           const std::string& metric) {
  if (facts.size.empty())
    return missing(Gap::SpeedOnly, "Speed only, quality unknown: no published result is for this very model.");
  if (!published)
    return missing(Gap::NotPublished, "No published results are loaded.");
  const PublishedResult* row = published->find(group, facts.architecture, metric, published_parameters(facts));
  if (!row) {
    const PublishedResult* other = published->find(group, facts.architecture, metric);
    if (other)
      return missing(Gap::OtherSize, "Speed is of " + facts.size + ", quality of " +
                                         std::to_string(other->params / 1'000'000) + " M parameters: not one model.");
    return missing(Gap::NotPublished, "The group " + group + " has no result of this architecture for this task.");
  }
  Quantity q;
  q.value = row->value;
  q.ci95 = row->ci95;
  q.source = Source::Published;
  q.n = static_cast<int>(row->items);
  q.tested_to = row->eval_context;
  q.paper = printed_name(row->model) + ", " + row->source() + (row->table.empty() ? "" : ", " + row->table);
  return q;
}

std::vector<double> ModelEvidence::Grids::places(Timed timed, Along along, const Interval& span, bool elsewhere) const {
  std::vector<double> places = doublings(span.low, span.high);
  if (timed == Timed::Nothing)
    return places;
  const SpeedGrid& grid = timed == Timed::Prefill ? prefill : decode;
  std::vector<double> measured;
  for (const int64_t place : along == Along::Context ? grid.tokens() : grid.requests())
    if (static_cast<double>(place) >= span.low && static_cast<double>(place) <= span.high)
      measured.push_back(static_cast<double>(place));
  if (measured.empty())
    return elsewhere ? places : measured;
  std::erase_if(places, [&](double p) { return p >= measured.front() && p <= measured.back(); });
  places.insert(places.end(), measured.begin(), measured.end());
  std::sort(places.begin(), places.end());
  return places;
}

void ModelEvidence::open() {
  m_measured.clear();
  m_unidentified.clear();
  m_speed.reset();
  m_facts = {};
  m_facts.id = m_id;
  const auto parsed = parse_precision(m_precision);
  const auto opened = open_model_once(m_id);
  const auto footprint = opened && parsed ? footprint_once(m_id, load_options(*parsed))
                                          : Result<Footprint>(opened ? parsed.error() : opened.error());
  if (!footprint) {
    m_facts.problem = footprint.error().message;
    return;
  }
  m_speed.emplace(*footprint);
  m_speed->set_denoising_steps(m_denoising_steps);
  m_facts = facts_of(*opened, *m_speed);
}

bool ModelEvidence::has_changed() const {
  const auto opened = open_model_once(m_id);
  return (opened ? opened->fingerprint : std::string()) != m_facts.fingerprint;
}

bool ModelEvidence::ask_for_steps(int64_t denoising_steps) {
  if (std::exchange(m_denoising_steps, denoising_steps) == denoising_steps || !m_speed ||
      !m_speed->denoising().denoises())
    return false;
  m_speed->set_denoising_steps(denoising_steps);
  m_measured.clear();
  m_unidentified.clear();
  return true;
}

void ModelEvidence::add(const Measurement& measurement) {
  const CellKey& key = measurement.key;
  const bool decode = key.kind == CellKey::Kind::Decode;
  if (decode && m_speed) // another number of passes is another speed, and another quality
    if (const Denoising& how = m_speed->denoising();
        how.denoises() && how.passes(key.denoising_steps) != how.passes(m_denoising_steps))
      return;
  const bool identified = !measurement.fingerprint.empty();
  Grids& grids = (identified ? m_measured : m_unidentified)[key.device];
  SpeedGrid& grid = decode ? grids.decode : grids.prefill;
  const int64_t tokens = decode ? key.context : key.prompt_tokens;
  if (measurement.error.empty())
    (decode ? grids.decode_power : grids.prefill_power).add(key.batch, tokens, measurement);
  if (decode && measurement.error.empty() && (measurement.peak_rss_bytes || measurement.device_bytes)) {
    Measurement& latest = grids.memory[{key.context, key.batch}] = measurement;
    latest.samples_ms.clear();
  }
  const bool stated = measurement.source == Source::Imported && (decode ? measurement.tpot_ms : measurement.ttft_ms);
  if (!measurement.error.empty() || (measurement.samples_ms.empty() && !stated))
    grid.add_failure(key.batch, tokens,
                     measurement.error.empty() ? "The cell ended without a sample." : measurement.error);
  else if (identified)
    grid.add(key.batch, tokens, measurement);
  else
    grid.add(key.batch, tokens, measurement, kUnidentified);
}

void ModelEvidence::forget(const std::string& device) {
  m_measured.erase(device);
  m_unidentified.erase(device);
}

const ModelEvidence::Grids& ModelEvidence::on(const std::string& device) const {
  static const Grids nothing;
  const auto& used = m_measured.empty() ? m_unidentified : m_measured;
  const auto found = used.find(device);
  return found == used.end() ? nothing : found->second;
}

bool ModelEvidence::covers(const CellKey& key) const {
  const bool decode = key.kind == CellKey::Kind::Decode;
  const Grids& grids = on(key.device);
  return (decode ? grids.decode : grids.prefill).covers(key.batch, decode ? key.context : key.prompt_tokens);
}

int64_t ModelEvidence::estimates() const {
  int64_t sum = 0;
  for (const auto* all : {&m_measured, &m_unidentified})
    for (const auto& [device, grids] : *all)
      sum += grids.decode.estimates() + grids.prefill.estimates();
  return sum;
}

} // namespace pareto
