// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quality/published.h"

#include "core/numeric/statistics.h"
#include "core/translatable.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace pareto {

namespace {

struct MetricFacts {
  std::string_view metric;
  const char* name;
  const char* what;
  int64_t items; ///< size of the test set as the harness of the papers scores it; 0 = not known for sure
};

/// Recall sets: arXiv 2402.18668 (completion form). Common-sense sets: validation or test split of each data set.
constexpr std::array kMetrics{
    MetricFacts{"fda_acc", PARETO_TEXT("Core", "FDA look-ups"),
                PARETO_TEXT("Core", "facts in reports on medical devices"), 1102},
    MetricFacts{"swde_acc", PARETO_TEXT("Core", "SWDE look-ups"), PARETO_TEXT("Core", "facts on web pages"), 1111},
    MetricFacts{"squad_acc", PARETO_TEXT("Core", "SQuAD answers"), PARETO_TEXT("Core", "answers found in a paragraph"),
                2984},
    MetricFacts{"nq_acc", PARETO_TEXT("Core", "Natural Questions"),
                PARETO_TEXT("Core", "answers found in an encyclopedia page"), 0},
    MetricFacts{"triviaqa_acc", PARETO_TEXT("Core", "TriviaQA"),
                PARETO_TEXT("Core", "trivia answers found in the text"), 0},
    MetricFacts{"drop_acc", PARETO_TEXT("Core", "DROP"),
                PARETO_TEXT("Core", "answers that need counting and comparing"), 0},
    MetricFacts{"lambada_acc", PARETO_TEXT("Core", "LAMBADA"), PARETO_TEXT("Core", "last words of stories"), 5153},
    MetricFacts{"piqa_acc", PARETO_TEXT("Core", "PIQA"), PARETO_TEXT("Core", "everyday physical choices"), 1838},
    MetricFacts{"hellaswag_acc_norm", PARETO_TEXT("Core", "HellaSwag"), PARETO_TEXT("Core", "sensible continuations"),
                10042},
    MetricFacts{"winogrande_acc", PARETO_TEXT("Core", "WinoGrande"), PARETO_TEXT("Core", "pronoun puzzles"), 1267},
    MetricFacts{"arc_easy_acc", PARETO_TEXT("Core", "ARC easy"), PARETO_TEXT("Core", "school science questions"), 2376},
    MetricFacts{"arc_challenge_acc_norm", PARETO_TEXT("Core", "ARC challenge"),
                PARETO_TEXT("Core", "hard school science questions"), 1172},
    MetricFacts{"siqa_acc", PARETO_TEXT("Core", "Social IQa"), PARETO_TEXT("Core", "questions on people's motives"),
                1954},
    MetricFacts{"boolq_acc", PARETO_TEXT("Core", "BoolQ"), PARETO_TEXT("Core", "yes-or-no questions on a paragraph"),
                3270},
    MetricFacts{"zero_shot_avg", PARETO_TEXT("Core", "Zero-shot average"),
                PARETO_TEXT("Core", "mean of the common-sense tasks"), 0},
    MetricFacts{"recall_avg", PARETO_TEXT("Core", "Recall average"), PARETO_TEXT("Core", "mean of the look-up tasks"),
                0},
    MetricFacts{"longbench14_avg", PARETO_TEXT("Core", "LongBench (14 tasks)"),
                PARETO_TEXT("Core", "mean score over long documents"), 0},
    MetricFacts{"wikitext_ppl", PARETO_TEXT("Core", "WikiText perplexity"), PARETO_TEXT("Core", "surprise per token"),
                0},
    MetricFacts{"lambada_ppl", PARETO_TEXT("Core", "LAMBADA perplexity"), PARETO_TEXT("Core", "surprise per token"), 0},
};

const MetricFacts* facts_of(std::string_view metric) {
  const auto found =
      std::find_if(kMetrics.begin(), kMetrics.end(), [&](const MetricFacts& f) { return f.metric == metric; });
  return found == kMetrics.end() ? nullptr : &*found;
}

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
  const MetricFacts* facts = facts_of(r.metric);
  if (facts && facts->items > 0 && r.unit == "percent" && r.value >= 0 && r.value <= 100) {
    r.items = facts->items;
    const Interval share = binomial_interval(r.value / 100, r.items);
    r.ci95 = Interval{100 * share.low, 100 * share.high};
  }
  return r;
}

} // namespace

const std::vector<QualityTask>& quality_tasks() {
  static const std::vector<QualityTask> tasks{
      {"lookup", PARETO_TEXT("Core", "Find a value in a document"), {"fda_acc", "swde_acc", "squad_acc"}},
      {"questions",
       PARETO_TEXT("Core", "Answer general questions"),
       {"arc_easy_acc", "arc_challenge_acc_norm", "boolq_acc", "hellaswag_acc_norm", "piqa_acc", "winogrande_acc",
        "siqa_acc", "lambada_acc"}},
      {"long",
       PARETO_TEXT("Core", "Follow long documents"),
       {"ruler_s_niah_2@4096", "ruler_s_niah_1@8192", "longbench14_avg"}},
  };
  return tasks;
}

MetricName published_metric_name(std::string_view metric) {
  if (const MetricFacts* facts = facts_of(metric))
    return {facts->name, facts->what};
  if (metric.rfind("ruler_s_niah_", 0) == 0) {
    const size_t at = metric.find('@');
    const std::string kind(metric.substr(13, at == std::string_view::npos ? std::string_view::npos : at - 13));
    const std::string length =
        at == std::string_view::npos ? std::string() : " at " + std::string(metric.substr(at + 1)) + " tokens";
    return {"Needle " + kind + length, "one hidden fact found in a long text"};
  }
  return {std::string(metric), {}};
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
  return results;
}

const PublishedResult* PublishedResults::find(std::string_view group, std::string_view architecture,
                                              std::string_view metric, int64_t params) const {
  const std::string_view wanted = preferred_variant(architecture);
  const PublishedResult* best = nullptr;
  int best_score = -1;
  for (const PublishedResult& row : m_rows) {
    if (row.group != group || row.architecture != architecture || row.metric != metric)
      continue;
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

std::vector<std::string> PublishedResults::metrics(std::string_view group) const {
  std::vector<std::string> order;
  std::vector<std::vector<std::string_view>> having;
  for (const PublishedResult& row : m_rows) {
    if (row.group != group)
      continue;
    const auto at = static_cast<size_t>(std::find(order.begin(), order.end(), row.metric) - order.begin());
    if (at == order.size()) {
      order.push_back(row.metric);
      having.emplace_back();
    }
    if (std::find(having[at].begin(), having[at].end(), row.architecture) == having[at].end())
      having[at].push_back(row.architecture);
  }
  std::vector<std::string> kept;
  for (size_t i = 0; i < order.size(); ++i)
    if (having[i].size() >= 2)
      kept.push_back(order[i]);
  return kept;
}

} // namespace pareto
