// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quality/published_groups.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

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

} // namespace

bool PublishedGroup::has_size(int64_t params, double within) const {
  return std::any_of(sizes.begin(), sizes.end(), [&](int64_t size) {
    return std::abs(static_cast<double>(size) / static_cast<double>(params) - 1) <= within;
  });
}

bool PublishedGroup::has_task(std::string_view task) const {
  return std::find(tasks.begin(), tasks.end(), task) != tasks.end();
}

std::vector<PublishedGroup> published_groups(const PublishedResults& results) {
  std::vector<Gathered> all;
  std::map<std::string, size_t> places;
  for (const PublishedResult& row : results.rows()) {
    const auto [place, added] = places.try_emplace(row.group, all.size());
    if (added)
      all.emplace_back();
    add(all[place->second], row);
  }
  std::vector<PublishedGroup> groups;
  for (Gathered& each : all)
    groups.push_back(finished(std::move(each)));
  return groups;
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
  for (const PublishedResult& row : results.rows())
    if (row.group == group && row.metric == metric)
      formats.push_back({row.model, row.weight_format, row.kv_format, row.model_gib, &row});
  return formats;
}

} // namespace pareto
