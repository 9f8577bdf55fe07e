// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/study_evidence.h"

#include "app/engine/published_results.h"
#include "core/formats/open_model.h"
#include "core/formats/strict_json.h"
#include "core/study/built_in_studies.h"

#include <memory>

namespace pareto::engine {

Result<std::shared_ptr<const PublishedResults>> published_results() {
  PARETO_TRY_ASSIGN(document, parse_strict_json(published_results_text(), "published-quality.json"));
  PARETO_TRY_ASSIGN(published, PublishedResults::parse(document, "published-quality.json"));
  return std::shared_ptr<const PublishedResults>(std::make_shared<PublishedResults>(std::move(published)));
}

Result<KeptRule> rule_named(const std::string& word_or_path) {
  if (built_in_study(word_or_path))
    return KeptRule{};
  PARETO_TRY_ASSIGN(document, read_strict_json(word_or_path));
  return kept_rule_from(document);
}

Result<Evidence> evidence_of(const Study& study, const std::string& store, const std::string& command,
                             const Output& out) {
  if (store.empty())
    return fail(ErrorCode::InvalidArgument, command + " needs --store FILE.sqlite, the results that run wrote.",
                "--store");
  PARETO_TRY_ASSIGN(published, published_results());
  PARETO_TRY_ASSIGN(stored, read_evidence(study, store, published));
  for (const std::string& problem : stored.problems)
    out.warn(Warning{"unreadable_result", problem});
  for (const std::string& model : stored.evidence.models())
    if (const std::string problem = stored.evidence.problem(model); !problem.empty())
      out.warn(Warning{"model_problem", problem});
  return std::move(stored.evidence);
}

} // namespace pareto::engine
