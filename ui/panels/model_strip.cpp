// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/model_strip.h"

#include "core/formats/config.h"
#include "core/formats/opened_models.h"
#include "core/model/catalogue.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"

#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLocale>
#include <QSaveFile>

namespace pareto::ui {

namespace {

constexpr int64_t kLengths[] = {2048, 8192, 32768};

} // namespace

ModelStrip::ModelStrip(StudySession& session, QWidget* parent)
    : QFrame(parent), m_session(session), m_opener(session.options().patience), m_text(new QLabel(this)),
      m_baseline(new QCheckBox(this)), m_add(new QPushButton(this)), m_dismiss(new QPushButton(this)) {
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::AlternateBase);
  m_text->setWordWrap(true);
  m_text->setTextFormat(Qt::PlainText);
  m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_baseline->setChecked(true);
  m_baseline->setObjectName(QStringLiteral("createBaseline"));
  m_add->setObjectName(QStringLiteral("addDropped"));
  m_dismiss->setObjectName(QStringLiteral("dismissDropped"));
  auto* row = new QHBoxLayout(this);
  row->addWidget(m_text, 1);
  row->addWidget(m_baseline);
  row->addWidget(m_add);
  row->addWidget(m_dismiss);
  connect(m_add, &QPushButton::clicked, this, &ModelStrip::add);
  connect(m_dismiss, &QPushButton::clicked, this, &QWidget::hide);
  connect(&m_opener, &ModelOpener::opened, this, [this](const std::string& model) {
    if (model == m_path.toStdString()) // another may have been dropped since
      describe();
  });
  retranslateUi();
  hide();
}

void ModelStrip::retranslateUi() {
  m_baseline->setText(tr("Create matching &Llama-like"));
  m_baseline->setToolTip(tr("A Transformer++ with the same vocabulary and parameter count (within 3 %), to compare "
                            "with. It is written as a blueprint file beside the study."));
  m_add->setText(tr("A&dd to study"));
  m_dismiss->setText(tr("Dismiss"));
  if (!m_path.isEmpty())
    describe();
}

void ModelStrip::show(const QString& path) {
  m_path = QFileInfo(path).absoluteFilePath();
  m_opener.open({m_path.toStdString()});
  describe();
  setVisible(true);
  if (m_add->isEnabled())
    m_add->setFocus();
}

void ModelStrip::describe() {
  const std::string id = m_path.toStdString();
  if (m_opener.pending().count(id)) {
    m_text->setText(tr("Looking into %1 …").arg(shortName(m_path)));
    for (QWidget* widget : std::initializer_list<QWidget*>{m_baseline, m_add})
      widget->setEnabled(false);
    return;
  }
  Study alone;
  alone.models = {id};
  alone.precision = m_session.document().study().precision;
  const Evidence evidence(alone, {}, nullptr);
  const ModelFacts& facts = evidence.facts(id);
  for (QWidget* widget : std::initializer_list<QWidget*>{m_baseline, m_add})
    widget->setEnabled(facts.opened());
  if (!facts.parameters) {
    const QString problem = QString::fromStdString(facts.problem);
    m_text->setText(tr("%1 cannot be compared. %2").arg(shortName(m_path), problem));
    Q_EMIT failed(problem);
    return;
  }
  const QLocale locale;
  QStringList memory;
  for (int64_t length : kLengths) {
    const Quantity bytes = evidence.value(id, Metric::Memory, {length, 1, alone.workload.answer_tokens});
    if (bytes.value)
      memory << tr("%1 at %2 tokens")
                    .arg(formatValue(*bytes.value, AxisFormat::Bytes), locale.toString(static_cast<qlonglong>(length)));
  }
  const Architecture* architecture = find_architecture(facts.architecture);
  const QString kind = architecture ? QString::fromStdString(architecture->name) : tr("a mix of architectures");
  const QString known = facts.has_weights ? tr("Its own weights are used for speed; its quality is unknown here.")
                                          : tr("Speed only, quality unknown.");
  m_text->setText(tr("%1: %2, %3 parameters.\nMemory with one request: %4.\n%5")
                      .arg(shortName(m_path), kind, formatParameters(*facts.parameters), listText(memory), known));
}

Result<std::string> ModelStrip::writeBaseline() const {
  PARETO_TRY_ASSIGN(opened, open_model_once(m_path.toStdString()));
  const QString name = shortName(m_path) + QStringLiteral("-llama-like");
  PARETO_TRY_ASSIGN(blueprint, blueprint_to_json(matching_baseline(opened.model.spec()), name.toStdString()));
  const QString folder = m_session.companionFolder();
  const QString path = QDir(folder).filePath(name + QStringLiteral(".json"));
  QSaveFile file(path);
  const std::string text = blueprint.dump(2) + "\n";
  if (!QDir().mkpath(folder) || !file.open(QIODevice::WriteOnly) ||
      file.write(text.data(), static_cast<qint64>(text.size())) < 0 || !file.commit())
    return fail(ErrorCode::Io,
                "The matching baseline could not be written to " + path.toStdString() +
                    ": check that the folder is writable and not full.",
                path.toStdString());
  return QFileInfo(path).absoluteFilePath().toStdString();
}

void ModelStrip::add() {
  if (m_baseline->isChecked()) {
    const auto baseline = writeBaseline();
    if (!baseline) {
      m_text->setText(QString::fromStdString(baseline.error().message));
      Q_EMIT failed(m_text->text());
      return;
    }
    m_session.document().addModel(*baseline);
  }
  m_session.document().addModel(m_path.toStdString());
  m_session.view().select(m_path.toStdString());
  hide();
  Q_EMIT added(m_path);
}

void ModelStrip::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslateUi();
  QFrame::changeEvent(event);
}

} // namespace pareto::ui
