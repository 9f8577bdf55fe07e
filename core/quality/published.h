// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/numeric/estimate.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace pareto {

/// One cell of a published table. Values are comparable only inside one `group`: same paper, data, tokens and
/// evaluation.
struct PublishedResult {
  std::string group;        ///< "gdn-1.3b-100b"
  std::string architecture; ///< catalogue id
  std::string model;        ///< as the paper names it
  std::string shape;        ///< key of the published shape; empty when the paper prints none
  std::string metric;       ///< "fda_acc", "ruler_s_niah_2@4096"
  double value = 0;
  std::string unit; ///< "percent", "perplexity", "score", "nll", "nats", "points", "bits per byte"
  /// The average as the paper prints it, where it is not the mean of the cells it prints: `value` is that mean.
  std::optional<double> printed;
  bool higher_is_better = true;
  int64_t params = 0; ///< nominal parameter count of the group's model; 0 = not printed
  int64_t training_tokens = 0, train_context = 0;
  int64_t eval_context = 0; ///< longest text it was tested on, tokens; 0 = the table states none
  std::string corpus, arxiv, title, table, url;
  bool controlled = false;              ///< all models of the group share data and token budget
  std::string weight_format, kv_format; ///< groups that compare formats: of weights, of the cache; empty = not stated
  std::optional<double> model_gib;      ///< the same: of the file
  std::optional<double> linear_per_attention; ///< hybrids: linear layers for each of full attention
  /// 95 % binomial (Wilson) interval of an accuracy whose test set has a known size; absent otherwise, and then a point
  /// is never "surely dominated".
  std::optional<Interval> ci95;
  int64_t items = 0; ///< size of that test set; 0 = unknown

  /// Where it was published: "arXiv 2412.06464"; the title of what has no such id.
  std::string source() const;
};

/// What a person asks a model to do, and the published metrics that stand for it, the first being the default.
struct QualityTask {
  std::string id;       ///< "lookup", "questions", "long"
  std::string question; ///< "Find a value in a document"
  std::vector<std::string> metrics;
};
const std::vector<QualityTask>& quality_tasks();

/// The task whose group of metrics one belongs to: a task's id, "text" (perplexity and the like) or "formats" (what a
/// coarser format changes).
std::string_view task_of_metric(std::string_view metric);

/// Plain name of a metric: "FDA look-ups", with what is counted.
struct MetricName {
  std::string name; ///< "FDA look-ups"
  std::string what; ///< "facts of medical-device reports found in the text"
};
MetricName published_metric_name(std::string_view metric);
/// Size of its test set, as the harness of the papers scores it; 0 = not known for sure.
int64_t usual_items(std::string_view metric);

/// A remark of who compiled the results.
struct PublishedNote {
  std::string english;
  std::string japanese; ///< empty: not translated
  std::string table{};  ///< the one table it is of: "Table 3"; empty: of the whole comparison
};

class PublishedResults {
public:
  /// Reads the document published-quality.json; errors name the row.
  static Result<PublishedResults> parse(const nlohmann::json& document, const std::string& file);

  /// Those of a group one after the other; they stay as they were read.
  const std::vector<PublishedResult>& rows() const { return m_rows; }
  /// The row of an architecture of about `params` parameters (0 = any), in the variant our built-in shape has where the
  /// paper prints several. nullptr: not published.
  const PublishedResult* find(std::string_view group, std::string_view architecture, std::string_view metric,
                              int64_t params = 0) const;
  /// Metrics that at least two architectures of the group have, in table order.
  const std::vector<std::string>& metrics(std::string_view group) const;
  /// What the compiler of the document says of a group: what its models have alike, and what to beware of.
  std::vector<PublishedNote> notes(std::string_view group) const;
  /// What an architecture is that the catalogue does not have: "Mamba-3, MIMO rank 4"; empty: nothing is said of it.
  std::string architecture(std::string_view id) const;

private:
  void correct_averages(const nlohmann::json& document);
  void index_rows();

  std::vector<PublishedResult> m_rows;
  std::unordered_map<std::string, std::vector<size_t>> m_asked;            ///< places of m_rows: see find()
  std::map<std::string, std::vector<std::string>, std::less<>> m_compared; ///< metrics() by group
  std::vector<std::pair<std::string, PublishedNote>> m_notes;              ///< by group
  std::map<std::string, std::string, std::less<>> m_architectures;
};

} // namespace pareto
