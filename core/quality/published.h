// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/numeric/estimate.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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
  std::string unit; ///< "percent", "perplexity", "score"
  bool higher_is_better = true;
  int64_t params = 0; ///< nominal parameter count of the group's model; 0 = not printed
  int64_t training_tokens = 0, train_context = 0;
  int64_t eval_context = 0; ///< longest text it was tested on, tokens; 0 = the table states none
  std::string corpus, arxiv, title, table;
  /// 95 % binomial (Wilson) interval of an accuracy whose test set has a known size; absent otherwise, and then a point
  /// is never "surely dominated".
  std::optional<Interval> ci95;
  int64_t items = 0; ///< size of that test set; 0 = unknown
};

/// What a person asks a model to do, and the published metrics that stand for it, the first being the default.
struct QualityTask {
  std::string id;       ///< "lookup", "questions", "long"
  std::string question; ///< "Find a value in a document"
  std::vector<std::string> metrics;
};
const std::vector<QualityTask>& quality_tasks();

/// Plain name of a metric: "FDA look-ups", with what is counted.
struct MetricName {
  std::string name; ///< "FDA look-ups"
  std::string what; ///< "facts of medical-device reports found in the text"
};
MetricName published_metric_name(std::string_view metric);

class PublishedResults {
public:
  /// Reads the document published-quality.json; errors name the row.
  static Result<PublishedResults> parse(const nlohmann::json& document, const std::string& file);

  const std::vector<PublishedResult>& rows() const { return m_rows; }
  /// The row of an architecture of about `params` parameters (0 = any), in the variant our built-in shape has where the
  /// paper prints several. nullptr: not published.
  const PublishedResult* find(std::string_view group, std::string_view architecture, std::string_view metric,
                              int64_t params = 0) const;
  /// Metrics that at least two architectures of the group have, in table order.
  std::vector<std::string> metrics(std::string_view group) const;

private:
  std::vector<PublishedResult> m_rows;
};

} // namespace pareto
