// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/nodespage.h"

#include "gui/wizard/nodesmodel.h"
#include "wizard/ui_nodesform.h"

namespace tandem::gui {

namespace {

constexpr int mostNodes = 64;
constexpr int rowHeight = 32;

} // namespace

NodesPage::NodesPage(ClusterDraft &draft, QWidget *parent)
    : DraftPage(draft, DraftPart::Nodes, parent), m_ui(std::make_unique<Ui::NodesForm>()),
      m_model(new NodesModel(draft, this))
{
    setTitle(tr("Nodes"));
    setSubTitle(tr("The hosts that run MaxScale. The one with the greatest priority owns the VIP while it is well."));
    auto *form = new QWidget;
    m_ui->setupUi(form);
    m_ui->table->setModel(m_model);
    m_ui->table->verticalHeader()->setDefaultSectionSize(rowHeight);
    m_ui->table->verticalHeader()->hide();
    m_ui->table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    connect(m_ui->add, &QPushButton::clicked, m_model, &NodesModel::add);
    connect(m_ui->remove, &QPushButton::clicked, this, [this] { m_model->remove(m_ui->table->currentIndex().row()); });
    connect(m_ui->table->selectionModel(), &QItemSelectionModel::currentChanged, this, &NodesPage::refreshButtons);
    connect(&draft, &ClusterDraft::changed, this, &NodesPage::refreshButtons);
    connect(m_ui->name, &QLineEdit::textEdited, this, [this](const QString &name) {
        this->draft().edit([&](config::Cluster &cluster) { cluster.name = name.trimmed().toStdString(); });
    });
    showDraft();
    setForm(form);
    refreshButtons();
}

NodesPage::~NodesPage() = default;

void NodesPage::showDraft()
{
    m_ui->name->setText(QString::fromStdString(draft().cluster().name));
    m_model->load();
}

QStringList NodesPage::fieldTroubles() const
{
    return m_model->troubles();
}

void NodesPage::refreshButtons()
{
    m_ui->add->setEnabled(m_model->rowCount() < mostNodes);
    m_ui->remove->setEnabled(m_model->rowCount() > 1 && m_ui->table->currentIndex().isValid());
}

} // namespace tandem::gui
