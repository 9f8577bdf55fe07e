// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quality/published.h"

#include "core/numeric/statistics.h"
#include "core/quality/published_groups.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <set>
#include <span>

namespace pareto {

namespace {

constexpr double kSameSize = 0.03; ///< nominal sizes closer than this are one size

/// The variant our built-in shape has, where a table prints several under one architecture.
std::string_view preferred_variant(std::string_view architecture) {
  if (architecture == "deltanet" || architecture == "mamba")
    return "(conv)";
  if (architecture == "gla" || architecture == "retnet")
    return "(no conv)";
  return {};
}

std::string text_of(const nlohmann::json& row, const char* key) {
  return row.contains(key) && row[key].is_string() ? row[key].get<std::string>() : std::string();
}

int64_t integer_of(const nlohmann::json& row, const char* key) {
  return row.contains(key) && row[key].is_number() ? static_cast<int64_t>(row[key].get<double>()) : 0;
}

std::optional<double> number_of(const nlohmann::json& row, const char* key) {
  return row.contains(key) && row[key].is_number() ? std::optional(row[key].get<double>()) : std::nullopt;
}

/// Groups whose papers use the harness and the recall sets that usual_items() knows the sizes of. Of the others the
/// document states sizes cell by cell, or none: their tests have other sizes.
constexpr std::string_view kUsualSets[] = {
    "based-362m-10b",
    "gdn-0.4b-15b-ablation",
    "gdn-0.5b-15b-hybrid-order",
    "gdn-1.3b-100b",
    "gla-340m-7b-ablation",
    "gsa-1.3b-100b-recall",
    "gsa-2.7b-100b",
    "gsa-2.7b-100b-recall",
    "gsa-340m-10b-ablation",
    "kimi-1.4t",
    "mamba2-2.7b-300b-hybrid",
    "mamba2-350m-7b-attn-ratio",
    "nvidia-8b-3.5t",
    "pile-300b",
    "retnet-200m-5b",
    "retnet-6.7b-100b",
    "rwkv56-released",
    "slimpajama-1.3b-100b",
    "slimpajama-340m-15b",
};

/// What rows are asked for by.
std::string key_of(std::string_view group, std::string_view architecture, std::string_view metric) {
  std::string key;
  key.reserve(group.size() + architecture.size() + metric.size() + 2);
  return key.append(group).append(1, '\n').append(architecture).append(1, '\n').append(metric);
}

/// Metrics that at least two architectures have, in the order of the rows.
std::vector<std::string> compared_metrics(std::span<const PublishedResult> rows) {
  std::vector<std::string> order;
  std::unordered_map<std::string_view, std::set<std::string_view>> having;
  for (const PublishedResult& row : rows) {
    const auto [at, is_new] = having.try_emplace(row.metric);
    if (is_new)
      order.push_back(row.metric);
    at->second.insert(row.architecture);
  }
  std::erase_if(order, [&](const std::string& metric) { return having[metric].size() < 2; });
  return order;
}

/// Whether so many right answers of `items` print as this value: papers give one or two decimals, cut or rounded.
bool fits(double percent, int64_t items) {
  const double one = 100.0 / static_cast<double>(items), right = std::round(percent / one);
  const bool tenths = std::abs(10 * percent - std::round(10 * percent)) < 1e-6;
  return std::abs(right * one - percent) <= (tenths ? 0.1 : 0.01) + 1e-9;
}

/// Of the document where it states one and the value can be of so many; 0: no interval.
int64_t items_of(const PublishedResult& r, const nlohmann::json& row) {
  if (r.unit != "percent" || r.value < 0 || r.value > 100)
    return 0;
  if (const int64_t stated = integer_of(row, "items"); stated > 0)
    return fits(r.value, stated) ? stated : 0;
  return std::find(std::begin(kUsualSets), std::end(kUsualSets), r.group) != std::end(kUsualSets)
             ? usual_items(r.metric)
             : 0;
}

/// 4096 of "ruler_s_niah_2@4096"; 0 of metrics that name no length.
int64_t length_in(const std::string& metric) {
  const size_t at = metric.find('@');
  return at == std::string::npos ? 0 : std::strtoll(metric.c_str() + at + 1, nullptr, 10);
}

Result<PublishedResult> read_row(const nlohmann::json& row, const std::string& place) {
  if (!row.is_object() || !row.contains("value") || !row["value"].is_number())
    return fail(ErrorCode::InvalidFile, place + " has no number under 'value'.", place);
  PublishedResult r;
  r.group = text_of(row, "group");
  r.architecture = text_of(row, "architecture");
  r.model = text_of(row, "model");
  r.metric = text_of(row, "metric");
  if (r.group.empty() || r.architecture.empty() || r.metric.empty())
    return fail(ErrorCode::InvalidFile, place + " must name its group, architecture and metric.", place);
  r.shape = text_of(row, "shape");
  r.value = row["value"].get<double>();
  r.unit = text_of(row, "unit");
  r.higher_is_better = text_of(row, "better") != "lower";
  r.params = integer_of(row, "params");
  r.training_tokens = integer_of(row, "training_tokens");
  r.train_context = integer_of(row, "train_context");
  r.eval_context = row.contains("eval_context") ? integer_of(row, "eval_context") : length_in(r.metric);
  r.corpus = text_of(row, "corpus");
  r.arxiv = text_of(row, "arxiv");
  r.title = text_of(row, "title");
  r.table = text_of(row, "table");
  r.url = text_of(row, "url");
  r.controlled = row.contains("controlled") && row["controlled"] == true;
  r.weight_format = text_of(row, "weight_format");
  r.kv_format = text_of(row, "kv_format");
  r.model_gib = number_of(row, "model_size_gib");
  r.linear_per_attention = number_of(row, "linear_per_attention");
  r.items = items_of(r, row);
  if (r.items > 0) {
    const Interval share = binomial_interval(r.value / 100, r.items);
    r.ci95 = Interval{100 * share.low, 100 * share.high};
  }
  return r;
}

} // namespace

std::string PublishedResult::source() const { return arxiv.empty() ? title : "arXiv " + arxiv; }

/// Windows ask for the same rows at each step of a slider.
void PublishedResults::index_rows() {
  for (size_t i = 0; i < m_rows.size(); ++i)
    m_asked[key_of(m_rows[i].group, m_rows[i].architecture, m_rows[i].metric)].push_back(i);
  for (size_t at = 0; at < m_rows.size();) {
    const std::span<const PublishedResult> rows = group_rows(*this, m_rows[at].group);
    m_compared[m_rows[at].group] = compared_metrics(rows);
    at += rows.size();
  }
}

/// Where a printed average is not the mean of the printed cells, the mean is shown (the document's self-checks).
void PublishedResults::correct_averages(const nlohmann::json& document) {
  for (const char* check : {"average_self_check", "average_self_check_additions"}) {
    if (!document.contains(check) || !document[check].is_object() || !document[check].contains("outside_tolerance"))
      continue;
    for (const auto& each : document[check]["outside_tolerance"]) {
      const auto mean = each.is_object() ? number_of(each, "recomputed") : std::nullopt;
      const std::string metric = each.is_object() ? text_of(each, "metric") : std::string();
      for (PublishedResult& row : m_rows)
        if (mean && row.group == text_of(each, "group") && row.model == text_of(each, "model") &&
            row.metric == (metric.empty() ? "zero_shot_avg" : metric) &&
            (text_of(each, "table").empty() || row.table == text_of(each, "table"))) {
          row.printed = row.value;
          row.value = *mean;
        }
    }
  }
}

Result<PublishedResults> PublishedResults::parse(const nlohmann::json& document, const std::string& file) {
  if (!document.is_object() || !document.contains("rows") || !document["rows"].is_array())
    return fail(ErrorCode::InvalidFile, file + " holds no published results: it must be an object with a list 'rows'.",
                "rows");
  PublishedResults results;
  size_t index = 0;
  for (const auto& row : document["rows"]) {
    PARETO_TRY_ASSIGN(read, read_row(row, file + ": rows[" + std::to_string(index++) + "]"));
    results.m_rows.push_back(std::move(read));
  }
  std::stable_sort(results.m_rows.begin(), results.m_rows.end(),
                   [](const PublishedResult& a, const PublishedResult& b) { return a.group < b.group; });
  results.index_rows();
  results.correct_averages(document);
  if (document.contains("notes") && document["notes"].is_array())
    for (const auto& note : document["notes"])
      if (note.is_object())
        results.m_notes.emplace_back(
            text_of(note, "group"),
            PublishedNote{text_of(note, "note"), text_of(note, "note_ja"), text_of(note, "table")});
  if (document.contains("architecture_ids_added") && document["architecture_ids_added"].is_object())
    for (const auto& [id, what] : document["architecture_ids_added"].items())
      if (what.is_string())
        results.m_architectures.emplace(id, what.get<std::string>());
  return results;
}

std::vector<PublishedNote> PublishedResults::notes(std::string_view group) const {
  std::vector<PublishedNote> all;
  for (const auto& [of, note] : m_notes)
    if (of == group)
      all.push_back(note);
  return all;
}

std::string PublishedResults::architecture(std::string_view id) const {
  const auto found = m_architectures.find(id);
  return found == m_architectures.end() ? std::string() : found->second;
}

const PublishedResult* PublishedResults::find(std::string_view group, std::string_view architecture,
                                              std::string_view metric, int64_t params) const {
  const auto asked = m_asked.find(key_of(group, architecture, metric));
  if (asked == m_asked.end())
    return nullptr;
  const std::string_view wanted = preferred_variant(architecture);
  const PublishedResult* best = nullptr;
  int best_score = -1;
  for (const size_t place : asked->second) {
    const PublishedResult& row = m_rows[place];
    if (params > 0 && std::abs(static_cast<double>(row.params) / static_cast<double>(params) - 1) > kSameSize)
      continue;
    const int score =
        (!wanted.empty() && row.model.find(wanted) != std::string::npos ? 2 : 0) + (row.shape.empty() ? 0 : 1);
    if (score > best_score) {
      best = &row;
      best_score = score;
    }
  }
  return best;
}

const std::vector<std::string>& PublishedResults::metrics(std::string_view group) const {
  static const std::vector<std::string> none;
  const auto found = m_compared.find(group);
  return found == m_compared.end() ? none : found->second;
}

} // namespace pareto
