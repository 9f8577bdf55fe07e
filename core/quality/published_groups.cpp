// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quality/published_groups.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace pareto {

namespace {

template <class T>
void once(std::vector<T>& list, const T& value) {
  if (std::find(list.begin(), list.end(), value) == list.end())
    list.push_back(value);
}

/// What is gathered of a group while its rows pass.
struct Gathered {
  PublishedGroup group;
  std::set<std::string> models, formats;                            ///< formats: of weights and cache together
  std::map<std::string, std::set<std::string>, std::less<>> having; ///< by metric: who is compared
};

std::string format_of(const PublishedResult& row) {
  return row.weight_format.empty() && row.kv_format.empty() ? std::string() : row.weight_format + "/" + row.kv_format;
}

void add(Gathered& into, const PublishedResult& row) {
  PublishedGroup& group = into.group;
  if (group.id.empty()) {
    group.id = row.group;
    group.source = row.source();
    group.title = row.title;
    group.url = row.url;
    group.corpus = row.corpus;
    group.controlled = row.controlled;
  }
  group.training_tokens = std::max(group.training_tokens, row.training_tokens);
  if (row.params > 0)
    once(group.sizes, row.params);
  once(group.architectures, row.architecture);
  once(group.metrics, row.metric);
  into.models.insert(row.model);
  into.having[row.metric].insert(row.model);
  if (const std::string format = format_of(row); !format.empty())
    into.formats.insert(format);
}

/// A test that one model alone has compares nothing.
PublishedGroup finished(Gathered gathered) {
  PublishedGroup group = std::move(gathered.group);
  std::sort(group.sizes.begin(), group.sizes.end());
  std::erase_if(group.metrics, [&](const std::string& metric) { return gathered.having[metric].size() < 2; });
  for (const std::string& metric : group.metrics)
    once(group.tasks, std::string(task_of_metric(metric)));
  group.compares_formats = gathered.formats.size() >= 2 && group.architectures.size() == 1;
  if (group.compares_formats)
    once(group.tasks, std::string("formats"));
  return group;
}

/// Those groups whose first row is wanted.
template <class Wanted>
std::vector<PublishedGroup> gathered(const PublishedResults& results, Wanted wanted) {
  std::vector<PublishedGroup> groups;
  for (size_t at = 0; at < results.rows().size();) {
    const std::span<const PublishedResult> rows = group_rows(results, results.rows()[at].group);
    at += rows.size();
    if (!wanted(rows.front()))
      continue;
    Gathered all;
    for (const PublishedResult& row : rows)
      add(all, row);
    groups.push_back(finished(std::move(all)));
  }
  return groups;
}

} // namespace

bool PublishedGroup::has_size(int64_t params, double within) const {
  return std::any_of(sizes.begin(), sizes.end(), [&](int64_t size) {
    return std::abs(static_cast<double>(size) / static_cast<double>(params) - 1) <= within;
  });
}

bool PublishedGroup::has_task(std::string_view task) const {
  return std::find(tasks.begin(), tasks.end(), task) != tasks.end();
}

std::span<const PublishedResult> group_rows(const PublishedResults& results, std::string_view group) {
  const std::vector<PublishedResult>& rows = results.rows();
  const auto first = std::lower_bound(rows.begin(), rows.end(), group,
                                      [](const PublishedResult& row, std::string_view id) { return row.group < id; });
  const auto last = std::upper_bound(first, rows.end(), group,
                                     [](std::string_view id, const PublishedResult& row) { return id < row.group; });
  return {first, last};
}

std::vector<PublishedGroup> published_groups(const PublishedResults& results) {
  return gathered(results, [](const PublishedResult&) { return true; });
}

std::vector<PublishedGroup> groups_with_formats(const PublishedResults& results, std::string_view architecture) {
  return gathered(results, [&](const PublishedResult& first) {
    return first.architecture == architecture && !format_of(first).empty();
  });
}

std::vector<PublishedGroup> groups_for(const std::vector<PublishedGroup>& groups, const GroupQuestion& question) {
  std::vector<PublishedGroup> found;
  for (const PublishedGroup& group : groups) {
    const auto& ids = group.architectures;
    if ((!question.params || group.has_size(*question.params)) &&
        (question.task.empty() || group.has_task(question.task)) &&
        (question.architecture.empty() || std::find(ids.begin(), ids.end(), question.architecture) != ids.end()))
      found.push_back(group);
  }
  return found;
}

std::string fullest_group(const std::vector<PublishedGroup>& groups, const std::vector<std::string>& architectures,
                          int64_t params) {
  const auto shared = [&](const PublishedGroup& group) {
    return std::count_if(architectures.begin(), architectures.end(), [&](const std::string& id) {
      return std::find(group.architectures.begin(), group.architectures.end(), id) != group.architectures.end();
    });
  };
  const PublishedGroup* best = nullptr;
  for (const PublishedGroup& group : groups) {
    if (!group.has_size(params) || group.compares_formats || shared(group) < 2)
      continue;
    const auto worth = [&](const PublishedGroup& each) {
      return std::tuple(shared(each), each.controlled, each.metrics.size());
    };
    if (!best || worth(group) > worth(*best))
      best = &group;
  }
  return best ? best->id : std::string();
}

std::string test_family(std::string_view metric) { return std::string(metric.substr(0, metric.find('@'))); }

int64_t test_length(std::string_view metric) {
  const size_t at = metric.find('@');
  int64_t length = 0;
  if (at != std::string_view::npos)
    std::from_chars(metric.data() + at + 1, metric.data() + metric.size(), length);
  return length;
}

std::vector<std::string> test_families(const PublishedResults& results, std::string_view group, std::string_view task) {
  std::map<std::string, std::set<std::string>> having;
  std::vector<std::string> order;
  for (const PublishedResult& row : group_rows(results, group)) {
    const std::string family = test_family(row.metric);
    if (!task.empty() && task_of_metric(row.metric) != task)
      continue;
    once(order, family);
    having[family].insert(row.model);
  }
  std::erase_if(order, [&](const std::string& family) { return having[family].size() < 2; });
  return order;
}

std::vector<std::string> tests_for(const PublishedResults& results, std::string_view group, const QualityTask& task) {
  const std::vector<std::string> known = results.metrics(group);
  std::vector<std::string> tests;
  for (const std::string& metric : task.metrics)
    if (std::find(known.begin(), known.end(), metric) != known.end())
      tests.push_back(metric);
  for (const std::string& metric : known)
    if (task_of_metric(metric) == task.id)
      once(tests, metric);
  return tests;
}

std::vector<PublishedFormat> published_formats(const PublishedResults& results, std::string_view group,
                                               std::string_view metric) {
  std::vector<PublishedFormat> formats;
  for (const PublishedResult& row : group_rows(results, group))
    if (row.metric == metric)
      formats.push_back({row.model, row.weight_format, row.kv_format, row.model_gib, &row});
  return formats;
}

} // namespace pareto
