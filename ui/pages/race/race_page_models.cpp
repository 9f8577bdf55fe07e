// SPDX-License-Identifier: GPL-3.0-or-later
// Whom a race is between: what may be chosen, what is known of it before it runs, and of which size it is.
#include "core/formats/open_model.h"
#include "core/formats/opened_models.h"
#include "core/model/catalogue.h"
#include "core/numeric/precision.h"
#include "ui/pages/race/race_page.h"
#include "ui/words/format.h"
#include "ui/words/names.h"

#include <QFileInfo>
#include <QSignalBlocker>

#include <algorithm>

namespace pareto::ui {

namespace {

const QString kOther = QStringLiteral("?other");

/// Where text can go in and out: a GGUF file carries its tokenizer, a folder has it beside the weights.
bool hasTokenizer(const std::string& weights) {
  const QFileInfo place(QString::fromStdString(weights));
  return place.isFile() || QFileInfo::exists(place.filePath() + QStringLiteral("/tokenizer.json"));
}

} // namespace

QString RacePage::nameOf(const QString& model) const {
  const Evidence& evidence = m_session.results().evidence();
  if (evidence.facts(model.toStdString()).opened())
    return modelName(evidence, model.toStdString());
  const auto shape = built_in_id(model.toStdString()); // of no study yet: as one would call it there
  const Architecture* known = shape ? find_architecture(shape->architecture) : nullptr;
  if (!known)
    return QFileInfo(model).completeBaseName();
  const QString name = QString::fromStdString(known->name);
  return name.left(name.indexOf(QStringLiteral(" ("))) + QLatin1Char(' ') + sizeText(shape->size);
}

void RacePage::fillChoosers() {
  QStringList models;
  for (const std::string& model : m_session.results().evidence().models())
    if (m_session.results().evidence().facts(model).opened())
      models << QString::fromStdString(model);
  for (const QString& model : m_offered)
    if (!models.contains(model))
      models << model;
  std::vector<std::string> ids;
  for (const QString& model : std::as_const(models))
    ids.push_back(model.toStdString());
  m_facts.clear();
  m_opener.open(ids);
  std::stable_partition(models.begin(), models.end(),
                        [this](const QString& model) { // those whose answers can be read come first
                          return m_session.results().evidence().facts(model.toStdString()).has_weights;
                        });
  const QStringList defaults = defaultLanes(models);
  for (int i = 0; i < kMostLanes; ++i) {
    QComboBox* chooser = m_lanes[static_cast<size_t>(i)]->chooser();
    const QSignalBlocker quiet(chooser);
    chooser->clear();
    for (const QString& model : models) {
      chooser->addItem(nameOf(model), model);
      chooser->setItemData(chooser->count() - 1, model, Qt::ToolTipRole);
    }
    chooser->addItem(tr("Other model…"), kOther);
    int at = !m_picked[static_cast<size_t>(i)] ? -1 : chooser->findData(m_last[static_cast<size_t>(i)]);
    m_picked[static_cast<size_t>(i)] = at >= 0; // a model that is gone is no longer anybody's choice
    if (at < 0 && !defaults.isEmpty())
      at = chooser->findData(defaults[std::min<qsizetype>(i, defaults.size() - 1)]);
    chooser->setCurrentIndex(at);
    m_last[static_cast<size_t>(i)] = at < 0 ? QString() : chooser->currentData().toString();
  }
  refresh();
}

QString RacePage::chosen(int lane) const { return m_last[static_cast<size_t>(lane)]; }

void RacePage::laneChosen(int lane) {
  QComboBox* chooser = m_lanes[static_cast<size_t>(lane)]->chooser();
  const QString model = chooser->currentData().toString();
  if (model == kOther) {
    chooser->setCurrentIndex(chooser->findData(chosen(lane)));
    m_asking = lane;
    Q_EMIT modelRequested();
    return;
  }
  m_last[static_cast<size_t>(lane)] = model;
  m_picked[static_cast<size_t>(lane)] = true;
  refresh();
}

void RacePage::offerModel(const QString& path) {
  if (!m_offered.contains(path))
    m_offered << path;
  if (m_asking >= 0) {
    m_last[static_cast<size_t>(m_asking)] = path;
    m_picked[static_cast<size_t>(m_asking)] = true;
  }
  m_asking = -1;
  fillChoosers();
}

const RacePage::Facts& RacePage::factsOf(const QString& model) {
  const std::string id = model.toStdString();
  if (const auto known = m_facts.find(id); known != m_facts.end())
    return known->second;
  if (!m_opener.pending().count(id))
    return m_facts.emplace(id, lookInto(model)).first->second;
  static Facts pending;
  pending.problem = tr("Looking into %1 …").arg(nameOf(model));
  return pending;
}

/// Out of memory: the opener has read its files.
RacePage::Facts RacePage::lookInto(const QString& model) const {
  const std::string id = model.toStdString();
  Facts facts;
  const auto opened = open_model_once(id);
  if (!opened) {
    facts.problem = QString::fromStdString(opened.error().message);
    return facts;
  }
  facts.size.size = opened->size;
  facts.answers = !opened->folder.empty() && hasTokenizer(opened->folder);
  facts.vocabulary = static_cast<int>(opened->model.spec().vocab);
  for (const std::string& precision : precision_names())
    if (const auto parsed = parse_precision(precision)) {
      if (const auto footprint = footprint_once(id, load_options(*parsed))) {
        facts.weightBytes[precision] = footprint->weight_bytes();
        facts.size.parameters = footprint->parameters();
      } else {
        facts.problem = QString::fromStdString(footprint.error().message);
      }
    }
  return facts;
}

ModelFacts RacePage::sizeOf(const QString& model) {
  const ModelFacts& known = m_session.results().evidence().facts(model.toStdString());
  return known.opened() ? known : factsOf(model).size;
}

QStringList RacePage::defaultLanes(const QStringList& models) {
  for (const QString& first : models) {
    QStringList alike;
    const ModelFacts size = sizeOf(first);
    std::copy_if(models.begin(), models.end(), std::back_inserter(alike),
                 [&](const QString& model) { return one_size(size, sizeOf(model)); });
    if (alike.size() > 1)
      return alike;
  }
  return models;
}

QString RacePage::sizesProblem() {
  const ModelFacts first = sizeOf(chosen(0));
  for (int i = 1; i < laneCount(); ++i)
    if (const ModelFacts other = sizeOf(chosen(i)); first.parameters && other.parameters && !one_size(first, other))
      return tr("%1 (%2) and %3 (%4) are of different sizes, and sizes never mix: choose models of one size.")
          .arg(nameOf(chosen(0)), modelSize(first), nameOf(chosen(i)), modelSize(other));
  return {};
}

qint64 RacePage::weightsOf(const QString& model) {
  const Facts& facts = factsOf(model);
  const auto found = facts.weightBytes.find(m_precision->currentData().toString().toStdString());
  return found == facts.weightBytes.end() ? 0 : found->second;
}

qint64 RacePage::statesOf(const QString& model) {
  const auto precision = parse_precision(m_precision->currentData().toString().toStdString());
  if (!precision || !factsOf(model).problem.isEmpty())
    return 0;
  const RaceQuestion asked = question();
  const auto footprint = footprint_once(model.toStdString(), load_options(*precision));
  return footprint ? footprint->state(asked.requests, asked.promptTokens + asked.tokens).total() : 0;
}

} // namespace pareto::ui
