// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shipped_documents.h"

#include "core/formats/strict_json.h"

#include <QFile>

namespace pareto::ui {

namespace {

Result<nlohmann::json> readDocument(const QString& name) {
  QFile file(QStringLiteral(":/architectures/") + name);
  if (!file.open(QIODevice::ReadOnly))
    return fail(ErrorCode::Internal, name.toStdString() + " is missing from this program; build it again.");
  const QByteArray text = file.readAll();
  return parse_strict_json({text.constData(), static_cast<size_t>(text.size())}, name.toStdString());
}

Result<Survey> readSurvey() {
  PARETO_TRY_ASSIGN(document, readDocument(QStringLiteral("survey.json")));
  return parse_survey(document, "survey.json");
}

Result<KnowledgeBook> readKnowledge() {
  PARETO_TRY_ASSIGN(document, readDocument(QStringLiteral("knowledge.json")));
  return parse_knowledge(document, "knowledge.json");
}

} // namespace

const Result<Survey>& shippedSurvey() {
  static const Result<Survey> survey = readSurvey();
  return survey;
}

const Result<KnowledgeBook>& shippedKnowledge() {
  static const Result<KnowledgeBook> knowledge = readKnowledge();
  return knowledge;
}

} // namespace pareto::ui
