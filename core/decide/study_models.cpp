// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/study_models.h"

namespace pareto {

void StudyModels::clear() {
  m_by_id.clear();
  m_called.clear();
}

void StudyModels::add(const ModelEvidence& model) {
  if (m_by_id.emplace(model.id(), &model).second && model.facts().opened())
    ++m_called[model.facts().name];
}

const ModelEvidence* StudyModels::find(const std::string& id) const {
  const auto found = m_by_id.find(id);
  return found == m_by_id.end() ? nullptr : found->second;
}

bool StudyModels::shares_name(const std::string& id) const {
  const ModelEvidence* model = find(id);
  return model && model->facts().opened() && m_called.at(model->facts().name) > 1;
}

} // namespace pareto
