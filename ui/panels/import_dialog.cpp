// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/import_dialog.h"

#include "core/decide/targets/imported_runs.h"
#include "core/numeric/precision.h"
#include "ui/session/target_list.h"
#include "ui/words/format.h"
#include "ui/words/names.h"

#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <set>

namespace pareto::ui {

namespace {

constexpr int kLook = 20, kWidth = 520; ///< milliseconds; pixels
constexpr int kMostRequestsAtOnce = 4096;

std::optional<std::string> chosen(const QComboBox* combo) {
  const QString text = combo->currentData().toString();
  return text.isEmpty() ? std::nullopt : std::optional(text.toStdString());
}

/// Each once, in their order.
template <class Of>
QStringList each(const Imported& imported, const Of& of) {
  QStringList all;
  for (const Measurement& cell : imported.cells)
    if (const QString text = of(cell); !all.contains(text))
      all << text;
  return all;
}

} // namespace

ImportDialog::ImportDialog(const StudySession& session, const QString& file, QWidget* parent)
    : QDialog(parent), m_session(session), m_file(file) {
  setObjectName(QStringLiteral("importDialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Import results"));
  resize(kWidth, sizeHint().height());
  buildUi();
  fillChoices();
  m_look.setInterval(kLook);
  connect(&m_look, &QTimer::timeout, this, &ImportDialog::look);
  for (QComboBox* combo : {m_model, m_machine, m_precision})
    connect(combo, &QComboBox::currentIndexChanged, this, &ImportDialog::read);
  connect(m_requests, &QSpinBox::valueChanged, this, &ImportDialog::read);
  connect(m_import, &QPushButton::clicked, this, &QDialog::accept);
  connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
  read();
}

void ImportDialog::buildUi() {
  m_head = new QLabel(this);
  m_head->setObjectName(QStringLiteral("importHead"));
  m_facts = new QLabel(this);
  m_facts->setObjectName(QStringLiteral("importFacts"));
  for (QLabel* label : {m_head, m_facts}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
  }
  const auto combo = [this](const char* name, const QString& accessible) {
    auto* made = new QComboBox(this);
    made->setObjectName(QLatin1String(name));
    made->setAccessibleName(accessible);
    made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    return made;
  };
  m_model = combo("importModel", tr("Which model of the study it is of"));
  m_machine = combo("importMachine", tr("On which machine it was measured"));
  m_precision = combo("importPrecision", tr("Precision of the weights"));
  m_requests = new QSpinBox(this);
  m_requests->setObjectName(QStringLiteral("importRequests"));
  m_requests->setAccessibleName(tr("Requests at once"));
  m_requests->setRange(0, kMostRequestsAtOnce);
  m_requests->setSpecialValueText(tr("as the file says"));
  auto* form = new QFormLayout;
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form->addRow(tr("&Model"), m_model);
  form->addRow(tr("M&achine"), m_machine);
  form->addRow(tr("&Precision"), m_precision);
  form->addRow(tr("&Requests at once"), m_requests);
  m_import = new QPushButton(tr("&Import"), this);
  m_import->setObjectName(QStringLiteral("importAccept"));
  m_import->setDefault(true);
  m_cancel = new QPushButton(tr("&Cancel"), this);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(m_import);
  buttons->addWidget(m_cancel);
  auto* column = new QVBoxLayout(this);
  column->addWidget(m_head);
  column->addLayout(form);
  column->addWidget(m_facts);
  column->addStretch();
  column->addLayout(buttons);
}

void ImportDialog::fillChoices() {
  const Evidence& evidence = m_session.results().evidence();
  for (QComboBox* combo : {m_model, m_machine, m_precision})
    combo->addItem(tr("as the file says"), QString());
  for (const std::string& model : evidence.models())
    m_model->addItem(modelName(evidence, model), QString::fromStdString(model));
  if (targetList())
    for (const Machine& machine : targetList()->catalogue.machines())
      m_machine->addItem(QString::fromStdString(machine.name), QString::fromStdString(machine.id));
  for (const std::string& precision : precision_names())
    m_precision->addItem(precisionName(precision), QString::fromStdString(precision));
}

ImportHints ImportDialog::hints() const {
  ImportHints hints{chosen(m_model), chosen(m_machine), chosen(m_precision), std::nullopt};
  if (m_requests->value() > 0)
    hints.requests = m_requests->value();
  return hints;
}

void ImportDialog::read() {
  m_import->setEnabled(false);
  if (m_reading.valid()) {
    m_readAgain = true;
    return;
  }
  m_reading = std::async(std::launch::async,
                         [path = m_file.toStdString(), hints = hints()] { return import_file(path, hints); });
  m_look.start();
}

void ImportDialog::look() {
  if (m_reading.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
    return;
  m_look.stop();
  Result<Imported> result = m_reading.get();
  if (m_readAgain) {
    m_readAgain = false;
    return read();
  }
  take(std::move(result));
}

/// What an option can add is asked for; anything else is the end of it.
void ImportDialog::take(Result<Imported> result) {
  if (!result && result.error().where.rfind("--", 0) != 0) {
    const bool shown = isVisible();
    m_facts->setText(QString::fromStdString(result.error().message));
    if (!shown) {
      Q_EMIT refused(m_facts->text());
      deleteLater();
    }
    return;
  }
  if (result) {
    if (targetList())
      name_machines(result->cells, targetList()->catalogue);
    describe(*result);
  } else {
    m_facts->setText(askedFor(result.error()));
  }
  m_import->setEnabled(result.has_value());
  if (!isVisible())
    open();
}

QString ImportDialog::askedFor(const Error& error) const {
  const QString name = QFileInfo(m_file).fileName();
  m_head->setText(name);
  if (error.where == "--model")
    return tr("The file does not say which model it is of: choose it above.");
  if (error.where == "--on")
    return tr("The file does not say on which machine it was measured: choose it above.");
  if (error.where == "--precision")
    return tr("The file does not say the precision of the weights: choose it above.");
  if (error.where == "--requests")
    return tr("The file does not say how many requests there were at once: state it above.");
  return QString::fromStdString(error.message);
}

bool ImportDialog::isOfStudy(const Imported& imported) const {
  const Evidence& evidence = m_session.results().evidence();
  return chosen(m_model) || std::all_of(imported.cells.begin(), imported.cells.end(), [&](const Measurement& cell) {
           return !evidence.owners(cell.fingerprint, cell.key.model).empty();
         });
}

QStringList ImportDialog::factsOf(const Imported& imported) const {
  const QLocale locale;
  const auto count = static_cast<int>(imported.cells.size());
  QStringList facts;
  facts << tr("%n value(s) of %1 on %2.", nullptr, count)
               .arg(each(imported, [](const Measurement& m) { return QString::fromStdString(m.key.model); })
                        .join(QStringLiteral(", ")),
                    each(imported, [](const Measurement& m) {
                      return QString::fromStdString(m.device_name.empty() ? m.key.device : m.device_name);
                    }).join(QStringLiteral(", ")));
  for (const Measurement& cell : imported.cells) {
    const bool decode = cell.key.kind == CellKey::Kind::Decode;
    const auto& time = decode ? cell.tpot_ms : cell.ttft_ms;
    if (facts.size() > 6 || !time)
      continue;
    facts << (decode ? tr("%1 per token at %2 tokens, %3 at once") : tr("%1 to the first token of %2, %3 at once"))
                 .arg(formatEstimate(time->value, time->ci95, AxisFormat::Milliseconds),
                      locale.toString(qlonglong(decode ? cell.key.context : cell.key.prompt_tokens)),
                      locale.toString(cell.key.batch));
  }
  if (count > facts.size() - 1)
    facts << tr("… and %n more", nullptr, count - static_cast<int>(facts.size()) + 1);
  if (!imported.left_out.empty())
    facts << tr("%n run(s) left out: %1", nullptr, static_cast<int>(imported.left_out.size()))
                 .arg(QString::fromStdString(imported.left_out.front()));
  return facts;
}

void ImportDialog::describe(const Imported& imported) {
  m_head->setText(tr("%1: results of %2").arg(QFileInfo(m_file).fileName(), QString::fromStdString(imported.tool)));
  QStringList facts = factsOf(imported);
  const std::string& precision = m_session.document().study().precision;
  if (!isOfStudy(imported))
    facts << tr("No model of this study is called so: choose above which it is of, or none of it is shown.");
  if (std::any_of(imported.cells.begin(), imported.cells.end(),
                  [&](const Measurement& cell) { return cell.key.precision != precision; }))
    facts << tr("The study is shown at %1; values of another precision appear once it is chosen.")
                 .arg(precisionName(precision));
  m_facts->setText(facts.join(QLatin1Char('\n')));
}

} // namespace pareto::ui
