// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/opened_models.h"

#include "core/digest.h"
#include "core/formats/model_footprint.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <future>
#include <map>
#include <mutex>
#include <vector>

namespace pareto {

namespace {

namespace fs = std::filesystem;

/// What changes when a model's files do. Weights may lie in any file beside the one that is named.
std::string trace_of(const std::string& id) {
  std::error_code ignored;
  const fs::path path(id);
  if (id.find('\0') != std::string::npos || !fs::exists(path, ignored))
    return "-"; // a built-in shape, or nothing
  const fs::path folder = fs::is_directory(path, ignored) ? path
                          : path.parent_path().empty()    ? fs::path(".")
                                                          : path.parent_path();
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, ignored), end; !ignored && at != end; at.increment(ignored))
    if (std::error_code unknown; at->is_regular_file(unknown))
      files.push_back(at->path());
  std::sort(files.begin(), files.end());
  Digest digest;
  for (const fs::path& each : files) {
    const auto time = fs::last_write_time(each, ignored);
    digest.text(each.filename().string())
        .number(static_cast<int64_t>(fs::file_size(each, ignored)))
        .number(time.time_since_epoch().count());
  }
  return digest.hex();
}

struct Opened {
  std::string trace;
  std::shared_future<Result<OpenedModel>> model;
  std::vector<std::pair<LoadOptions, Result<Footprint>>> footprints{};
  std::optional<std::optional<StoredFormat>> stored{};
  bool prepared = false;

  const Result<Footprint>* footprint(LoadOptions options) const {
    const auto at = std::find_if(footprints.begin(), footprints.end(), [&](const auto& each) {
      return each.first.weights == options.weights && each.first.cache == options.cache;
    });
    return at == footprints.end() ? nullptr : &at->second;
  }
};

std::mutex g_mutex;
std::map<std::string, Opened>& opened() {
  static std::map<std::string, Opened> all;
  return all;
}

/// What is known of a model as its files are now; null: nothing. With the lock held.
Opened* entry_of(const std::string& id, const std::string& trace) {
  const auto found = opened().find(id);
  return found == opened().end() || found->second.trace != trace ? nullptr : &found->second;
}

} // namespace

Result<OpenedModel> open_model_once(const std::string& id) {
  const std::string trace = trace_of(id);
  std::packaged_task<Result<OpenedModel>()> open([&id] { return open_model(id); });
  std::shared_future<Result<OpenedModel>> model;
  bool first = false;
  {
    const std::lock_guard lock(g_mutex);
    Opened& known = opened()[id];
    first = !known.model.valid() || known.trace != trace;
    if (first)
      known = {trace, open.get_future().share()};
    model = known.model;
  }
  if (first)
    open();
  try {
    return model.get();
  } catch (...) { // a lack of memory is none of the model's: the next one tries again
    const std::lock_guard lock(g_mutex);
    if (const auto found = opened().find(id); found != opened().end() && found->second.trace == trace)
      opened().erase(found);
    throw;
  }
}

Result<Footprint> footprint_once(const std::string& id, LoadOptions options) {
  PARETO_TRY_ASSIGN(model, open_model_once(id));
  const std::string trace = trace_of(id);
  {
    const std::lock_guard lock(g_mutex);
    const Opened* there = entry_of(id, trace);
    if (const Result<Footprint>* footprint = there ? there->footprint(options) : nullptr)
      return *footprint;
  }
  Result<Footprint> made = footprint_of(model, options);
  const std::lock_guard lock(g_mutex);
  if (Opened* there = entry_of(id, trace); there && !there->footprint(options))
    there->footprints.emplace_back(options, made);
  return made;
}

std::optional<StoredFormat> stored_format_once(const std::string& id) {
  const std::string trace = trace_of(id);
  {
    const std::lock_guard lock(g_mutex);
    if (const Opened* there = entry_of(id, trace); there && there->stored)
      return *there->stored;
  }
  const std::optional<StoredFormat> stored = stored_format(id);
  const std::lock_guard lock(g_mutex);
  if (Opened* there = entry_of(id, trace))
    there->stored = stored;
  return stored;
}

void prepare_model(const std::string& id) {
  const std::string trace = trace_of(id);
  static_cast<void>(footprint_once(id, load_options(Precision::F16))); // its reason is remembered with it
  static_cast<void>(stored_format_once(id));
  const std::lock_guard lock(g_mutex);
  if (Opened* there = entry_of(id, trace))
    there->prepared = true;
}

void prepare_footprints(const std::string& id) {
  for (const Precision precision : precisions())
    static_cast<void>(footprint_once(id, load_options(precision)));
}

bool is_model_prepared(const std::string& id) {
  const std::string trace = trace_of(id);
  const std::lock_guard lock(g_mutex);
  const Opened* there = entry_of(id, trace);
  return there && there->prepared;
}

} // namespace pareto
