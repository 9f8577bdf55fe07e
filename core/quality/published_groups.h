// SPDX-License-Identifier: GPL-3.0-or-later
// Which comparisons are published: to be chosen by size and task. Values of two groups never stand beside each other.
#pragma once

#include "core/quality/published.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// One paper's comparison, all of whose models were tested alike.
struct PublishedGroup {
  std::string id;     ///< "gdn-1.3b-100b"
  std::string source; ///< "arXiv 2412.06464", or a title
  std::string title, url;
  std::vector<int64_t> sizes;                      ///< parameters of its models as printed, ascending; empty: none is
  std::vector<std::string> architectures, metrics; ///< in the order of the table; of the latter those that compare
  std::vector<std::string> tasks;                  ///< of those metrics (task_of_metric), each once
  int64_t training_tokens = 0;
  std::string corpus;
  bool controlled = false;
  bool compares_formats = false; ///< one model in several formats of weights or cache: what PRECISION asks about
  bool has_size(int64_t params, double within = 0.03) const;
  bool has_task(std::string_view task) const;
};

/// Rows of one group, in the order of its tables: rows() has groups one after the other. Windows ask again and again.
std::span<const PublishedResult> group_rows(const PublishedResults& results, std::string_view group);

/// All of them, by id.
std::vector<PublishedGroup> published_groups(const PublishedResults& results);
/// Those alone whose rows state a format, of this architecture.
std::vector<PublishedGroup> groups_with_formats(const PublishedResults& results, std::string_view architecture);

/// What a person asks for; what is not asked about does not matter.
struct GroupQuestion {
  std::optional<int64_t> params;
  std::string task;         ///< "lookup", "questions", "long", "text", "formats"; empty: any
  std::string architecture; ///< that must be among them; empty: any
};
std::vector<PublishedGroup> groups_for(const std::vector<PublishedGroup>& groups, const GroupQuestion& question);

/// The comparison that has the most of these architectures at this size: of several those whose models share data and
/// budget, then those with more tests, then by id. Empty: none has two of them.
std::string fullest_group(const std::vector<PublishedGroup>& groups, const std::vector<std::string>& architectures,
                          int64_t params);

/// Tests that at least two models of a group have, without their lengths ("ruler_s_niah_2" of "ruler_s_niah_2@4096"),
/// in the order of the table; of one task where one is named.
std::vector<std::string> test_families(const PublishedResults& results, std::string_view group,
                                       std::string_view task = {});
/// "ruler_s_niah_2" of "ruler_s_niah_2@4096"; others are their own.
std::string test_family(std::string_view metric);
/// 4096 of it; 0 where the name states no length.
int64_t test_length(std::string_view metric);

/// Tests of a group that say something of a task: those the task names, in its order, then the others of its kind.
std::vector<std::string> tests_for(const PublishedResults& results, std::string_view group, const QualityTask& task);

/// One format of a group that compares them.
struct PublishedFormat {
  std::string model, weights, cache; ///< "Llama 3 8B q4_K_M", "q4_K_M", ""
  std::optional<double> gib;         ///< of the file
  const PublishedResult* row = nullptr;
};
/// What one test says of each format of a group, in the order of the table; `results` outlives it.
std::vector<PublishedFormat> published_formats(const PublishedResults& results, std::string_view group,
                                               std::string_view metric);

} // namespace pareto
