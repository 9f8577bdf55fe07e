// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/linearise_dialog.h"

#include "core/model/catalogue.h"
#include "ui/words/names.h"

#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace pareto::ui {

LineariseDialog::LineariseDialog(StudySession& session, QWidget* parent) : QDialog(parent), m_session(session) {
  buildUi();
  retranslateUi();
}

void LineariseDialog::buildUi() {
  m_intro = new QLabel(this);
  m_intro->setWordWrap(true);
  m_model = new QComboBox(this);
  m_model->setObjectName(QStringLiteral("linearisedModel"));
  for (const std::string& id : m_session.results().evidence().models())
    if (m_session.results().evidence().facts(id).has_weights)
      m_model->addItem(modelName(m_session.results().evidence(), id), QString::fromStdString(id));
  m_mixer = new QComboBox(this);
  m_mixer->setObjectName(QStringLiteral("linearMixer"));
  for (const std::string& id : linear_mixers())
    m_mixer->addItem(QString::fromStdString(find_architecture(id)->name), QString::fromStdString(id));
  m_mixer->setCurrentIndex(std::max(0, m_mixer->findData(QStringLiteral("gated-deltanet"))));
  m_layers = new QLineEdit(this);
  m_layers->setObjectName(QStringLiteral("linearLayers"));
  m_problem = new QLabel(this);
  m_problem->setObjectName(QStringLiteral("lineariseProblem"));
  m_problem->setWordWrap(true);
  m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_modelLabel = new QLabel(this);
  m_mixerLabel = new QLabel(this);
  m_layersLabel = new QLabel(this);
  auto* form = new QFormLayout;
  form->addRow(m_modelLabel, m_model);
  form->addRow(m_mixerLabel, m_mixer);
  form->addRow(m_layersLabel, m_layers);
  m_modelLabel->setBuddy(m_model);
  m_mixerLabel->setBuddy(m_mixer);
  m_layersLabel->setBuddy(m_layers);
  m_close = new QPushButton(this);
  m_close->setAutoDefault(false);
  m_add = new QPushButton(this);
  m_add->setObjectName(QStringLiteral("addLinearised"));
  m_add->setDefault(true);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(m_close);
  buttons->addWidget(m_add);
  auto* column = new QVBoxLayout(this);
  column->addWidget(m_intro);
  column->addLayout(form);
  column->addWidget(m_problem);
  column->addStretch();
  column->addLayout(buttons);
  connect(m_layers, &QLineEdit::textChanged, this, &LineariseDialog::refresh);
  connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
  connect(m_add, &QPushButton::clicked, this, &LineariseDialog::add);
  resize(620, 260);
}

void LineariseDialog::retranslateUi() {
  setWindowTitle(tr("Linearise a checkpoint"));
  m_intro->setText(
      tr("Attention layers are replaced by a linear mixer of the same heads. Projections keep their weights; "
         "what only the new mixer has is random. It is not trained: speed and memory are those of the "
         "converted model, what it says is no model's."));
  m_modelLabel->setText(tr("&Checkpoint of the study"));
  m_mixerLabel->setText(tr("&Linear mixer"));
  m_layersLabel->setText(tr("La&yers"));
  m_layers->setPlaceholderText(tr("all of attention; or 0, 2, 5"));
  m_close->setText(tr("Close"));
  m_add->setText(tr("&Add to the study"));
  for (const auto& [field, label] :
       {std::pair<QWidget*, QLabel*>{m_model, m_modelLabel}, {m_mixer, m_mixerLabel}, {m_layers, m_layersLabel}})
    field->setAccessibleName(QString(label->text()).remove(QLatin1Char('&')));
  refresh();
}

std::optional<std::vector<int64_t>> LineariseDialog::layers() const {
  std::vector<int64_t> found;
  for (const QString& part : m_layers->text().split(QLatin1Char(','), Qt::SkipEmptyParts)) {
    bool is = false;
    found.push_back(part.trimmed().toLongLong(&is));
    if (!is)
      return std::nullopt;
  }
  return found;
}

QString LineariseDialog::file() const {
  const QString name = QFileInfo(m_model->currentData().toString()).completeBaseName();
  return QDir(m_session.companionFolder())
      .filePath(QStringLiteral("%1-%2-not-trained.json").arg(name, m_mixer->currentData().toString()));
}

void LineariseDialog::refresh() {
  QString problem;
  if (m_model->count() == 0)
    problem = tr("The study has no checkpoint: add one with “Add model…” first.");
  else if (!layers())
    problem = tr("Give layers as numbers with commas between them, counted from 0.");
  m_problem->setText(problem);
  m_problem->setVisible(!problem.isEmpty());
  m_add->setEnabled(problem.isEmpty());
}

void LineariseDialog::add() {
  const std::string path = file().toStdString();
  const Linearised what{m_model->currentData().toString().toStdString(),
                        m_mixer->currentData().toString().toStdString(), layers().value_or(std::vector<int64_t>())};
  QDir().mkpath(m_session.companionFolder());
  Status done;
  if (const auto opened = open_linearised(path, to_json(what), path); !opened) // before anything is written
    done = opened.error();
  else
    done = write_linearised(path, what);
  if (!done) {
    m_problem->setText(QString::fromStdString(done.error().message));
    m_problem->show();
    return;
  }
  m_session.document().addModel(path);
  m_session.view().select(path);
  Q_EMIT added(QString::fromStdString(path));
  accept();
}

void LineariseDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslateUi();
  QDialog::changeEvent(event);
}

} // namespace pareto::ui
