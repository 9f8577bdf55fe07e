// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/architecture_card.h"

#include "core/decide/words/knowledge_words.h"
#include "core/graph/ops/route.h"
#include "core/model/catalogue.h"
#include "ui/panels/scroll_column.h"
#include "ui/shipped_documents.h"
#include "ui/type_scale.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/names.h"
#include "ui/words/voice.h"

#include <QEvent>
#include <QVBoxLayout>

namespace pareto::ui {

namespace {

QString row(const QString& title, const QString& text) {
  return text.isEmpty() ? QString() : QStringLiteral("<p><b>%1</b><br>%2</p>").arg(title.toHtmlEscaped(), text);
}

/// A fact in words, with the day on which it was read as a link to where.
QString fact(const std::string& words, const Sourced& from) {
  const QString day = shown(from.checked).replace(QLatin1Char('-'), QChar(0x2011)); // not broken over lines
  return QStringLiteral("%1 (<a href=\"%2\">%3</a>)")
      .arg(shown(words).toHtmlEscaped(), shown(from.source).toHtmlEscaped(), day);
}

} // namespace

ArchitectureCard::ArchitectureCard(StudySession& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_text(new QLabel),
      m_follower(*new Follower(session, *this, {ViewChange::Selection, DataChange::Study | DataChange::Facts},
                               [this](Changes) { refresh(); })) {
  m_text->setWordWrap(true);
  m_text->setTextFormat(Qt::RichText);
  m_text->setAlignment(Qt::AlignTop);
  m_text->setMargin(10);
  m_text->setOpenExternalLinks(true);
  m_text->setTextInteractionFlags(Qt::TextBrowserInteraction);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(new ScrollColumn(m_text, this));
}

void ArchitectureCard::refresh() {
  const std::string& model = m_session.view().state().selected;
  m_text->setAccessibleName(tr("About the selected architecture"));
  if (model.empty()) {
    m_text->setText(
        QStringLiteral("<p>%1</p>")
            .arg(tr("Select an architecture in the tree, a chart or the table to read what it is.").toHtmlEscaped()));
    return;
  }
  m_text->setText(catalogueText(model) + factsText(model));
}

QString ArchitectureCard::catalogueText(const std::string& model) const {
  const ModelFacts& facts = m_session.results().evidence().facts(model);
  const Architecture* a = find_architecture(facts.opened() ? facts.architecture : model.substr(0, model.rfind('@')));
  if (!a)
    return headingHtml(modelName(m_session.results().evidence(), model));
  const auto text = [](const std::string& english) { return unbroken(coreText(english)).toHtmlEscaped(); };
  const QString paper =
      QStringLiteral("<a href=\"https://arxiv.org/abs/%1\">arXiv %1</a>").arg(QString::fromStdString(a->paper));
  return headingHtml(QString::fromStdString(a->name)) + row(tr("Idea"), text(a->idea)) +
         row(tr("Promise"), text(a->promise)) + row(tr("Known weakness"), text(a->weakness)) +
         row(tr("Survey arXiv 2508.09834"), tr("section %1").arg(QString::fromStdString(a->section)).toHtmlEscaped()) +
         row(tr("Paper"), paper) + row(tr("Equations read in"), QString::fromStdString(a->source).toHtmlEscaped()) +
         knowledgeText(*a);
}

QString ArchitectureCard::knowledgeText(const Architecture& architecture) const {
  const WindowVoice voice;
  const Nature nature = nature_of(architecture);
  const QString derived =
      row(tr("Growth with n tokens of context (W: the window)"),
          shown(growth_text(voice, architecture, nature)).toHtmlEscaped()) +
      row(tr("What a token depends on"), shown(sight_text(voice, nature)).toHtmlEscaped()) +
      row(tr("Kernels it needs beside those of every model"), shown(kernels_text(voice, nature)).toHtmlEscaped());
  const Result<KnowledgeBook>& book = shippedKnowledge();
  if (!book)
    return derived + row(tr("Problem"), shown(book.error().message).toHtmlEscaped());
  const Knowledge* known = book->find(architecture.id);
  if (!known)
    return derived + row(tr("Supported today"), tr("not looked up").toHtmlEscaped());
  QStringList support, released;
  for (size_t i = 0; i < kLibraries; ++i)
    support << fact(support_text(voice, book->libraries[i], known->support[i]), book->libraries[i]);
  for (const ReleasedModel& release : known->released)
    released << fact(release_text(voice, release), release);
  if (released.isEmpty())
    released << tr("none is known").toHtmlEscaped();
  const QString line = QStringLiteral("<br>");
  return derived + row(tr("Supported today, with source and day read"), support.join(line)) +
         row(tr("Released models, with source and day read"), released.join(line));
}

/// How many of a layer's experts a step of so many requests reads, where all are equally likely.
QString ArchitectureCard::expertsText(const ExpertUse& use) {
  QStringList read;
  for (const int requests : {1, 8, 64})
    read << tr("%n request(s): %1 of %2", nullptr, requests)
                .arg(QLocale().toString(distinct_experts(use.experts, use.mean, requests), 'f', 1))
                .arg(use.experts);
  return read.join(QStringLiteral("<br>"));
}

QString ArchitectureCard::factsText(const std::string& model) const {
  const ModelFacts& facts = m_session.results().evidence().facts(model);
  if (!facts.opened())
    return row(tr("Problem"), QString::fromStdString(facts.problem).toHtmlEscaped());
  const auto number = [](std::optional<int64_t> count, AxisFormat format) {
    return count ? formatValue(static_cast<double>(*count), format).toHtmlEscaped() : QString();
  };
  QString text =
      row(tr("Parameters"), facts.parameters ? formatParameters(*facts.parameters).toHtmlEscaped() : QString()) +
      row(tr("Parameters a token uses"),
          facts.active_parameters ? formatParameters(*facts.active_parameters).toHtmlEscaped() : QString()) +
      row(tr("Experts of a layer that a step reads, on average"),
          facts.experts ? expertsText(*facts.experts) : QString()) +
      row(tr("Weights at the study's precision"), number(facts.weight_bytes, AxisFormat::Bytes)) +
      row(tr("Longest stated context"), number(facts.max_context, AxisFormat::Tokens));
  if (facts.assumed_shape)
    text +=
        row(tr("Shape"), tr("assumed: no paper prints one at this size; parameters are within 5 %.").toHtmlEscaped());
  if (!facts.untrained.empty())
    text += row(tr("Not trained"), tr("%1: right for speed and memory; what it says is no model's.")
                                       .arg(QString::fromStdString(facts.untrained))
                                       .toHtmlEscaped());
  else if (!facts.has_weights)
    text +=
        row(tr("Weights"),
            tr("seeded random numbers: right for speed and memory, they say nothing about quality.").toHtmlEscaped());
  return text;
}

void ArchitectureCard::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    m_follower.invalidate({{}, DataChange::Language});
    m_follower.settle(); // behind another's tab, too: no text stays in the other language
  }
  QWidget::changeEvent(event);
}

} // namespace pareto::ui
