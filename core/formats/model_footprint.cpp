// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/model_footprint.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace pareto {

namespace {

constexpr size_t kMostRemembered = 64; ///< models

/// What a source says of its weights, by name.
using StoredFormats = std::map<std::string, Format>;

/// False for a configuration of other weights than were asked about.
bool covers(const StoredFormats& formats, const Graph& graph) {
  return std::all_of(graph.weights().begin(), graph.weights().end(),
                     [&](const WeightDecl& weight) { return formats.count(weight.name) > 0; });
}

/// The stored formats of models asked about lately. Opening a file's header parses all of it, a vocabulary included,
/// and a window asks at every change of its study.
class Remembered {
public:
  Result<std::shared_ptr<const StoredFormats>> formats(const OpenedModel& model) {
    const Graph graph = model.model.record({1, 1, Phase::Decode});
    {
      const std::lock_guard lock(m_mutex);
      if (const auto known = m_known.find(model.fingerprint); known != m_known.end() && covers(*known->second, graph))
        return known->second;
    }
    PARETO_TRY_ASSIGN(source, open_weights(model));
    auto formats = std::make_shared<StoredFormats>();
    for (const WeightDecl& weight : graph.weights())
      (*formats)[weight.name] = source->stored(weight);
    const std::lock_guard lock(m_mutex);
    if (m_known.size() >= kMostRemembered)
      m_known.clear();
    m_known[model.fingerprint] = formats;
    return std::shared_ptr<const StoredFormats>(formats);
  }

private:
  std::mutex m_mutex;
  std::map<std::string, std::shared_ptr<const StoredFormats>>
      m_known; ///< by fingerprint: a file that changes is another model
};

} // namespace

Result<Footprint> footprint_of(const OpenedModel& model, LoadOptions options, Packing packing) {
  static Remembered remembered;
  PARETO_TRY_ASSIGN(formats, remembered.formats(model));
  return Footprint(
      model.model, [&formats = *formats](const WeightDecl& weight) { return formats.at(weight.name); }, options,
      packing);
}

} // namespace pareto
