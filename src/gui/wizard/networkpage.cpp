// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/networkpage.h"

#include "wizard/ui_networkform.h"

#include <algorithm>
#include <utility>

namespace tandem::gui {

namespace {

std::vector<QString> wordsOf(const QString &text)
{
    std::vector<QString> words;
    for (const QString &part : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
        if (const QString word = part.trimmed(); !word.isEmpty())
            words.push_back(word);
    return words;
}

std::string passwordFileOf(const config::Instance &instance)
{
    return instance.name + ".auth_pass";
}

} // namespace

NetworkPage::NetworkPage(ClusterDraft &draft, QWidget *parent)
    : DraftPage(draft, DraftPart::Network, parent), m_ui(std::make_unique<Ui::NetworkForm>())
{
    setTitle(tr("Network"));
    setSubTitle(tr("The virtual IP address (VIP) that applications connect to, and how the hosts agree about it."));
    auto *form = new QWidget;
    m_ui->setupUi(form);
    connect(m_ui->instance, &QComboBox::currentIndexChanged, this, &NetworkPage::showInstance);
    connect(m_ui->vips, &QLineEdit::textEdited, this, &NetworkPage::write);
    connect(m_ui->routerId, &QSpinBox::valueChanged, this, &NetworkPage::write);
    connect(m_ui->version, &QComboBox::currentIndexChanged, this, &NetworkPage::write);
    connect(m_ui->unicast, &QCheckBox::toggled, this, &NetworkPage::write);
    connect(m_ui->nopreempt, &QCheckBox::toggled, this, &NetworkPage::write);
    connect(m_ui->password, &QLineEdit::textEdited, this, &NetworkPage::writePassword);
    showDraft();
    setForm(form);
}

NetworkPage::~NetworkPage() = default;

void NetworkPage::showDraft()
{
    const bool before = std::exchange(m_showing, true);
    m_ui->instance->clear();
    for (const config::Instance &instance : draft().cluster().instances)
        m_ui->instance->addItem(QString::fromStdString(instance.name));
    m_ui->instance->setVisible(m_ui->instance->count() > 1);
    m_ui->instanceLabel->setVisible(m_ui->instance->count() > 1);
    m_showing = before;
    showInstance();
}

const config::Instance *NetworkPage::current() const
{
    const auto &all = draft().cluster().instances;
    const auto index = static_cast<std::size_t>(std::max(0, m_ui->instance->currentIndex()));
    return index < all.size() ? &all[index] : nullptr;
}

void NetworkPage::showInstance()
{
    const config::Instance *instance = current();
    if (m_showing || instance == nullptr)
        return;
    m_showing = true;
    QStringList vips;
    for (const auto &vip : instance->virtualAddresses)
        vips << QString::fromStdString(vip.network.toString());
    m_ui->vips->setText(vips.join(QStringLiteral(", ")));
    m_ui->routerId->setValue(instance->virtualRouterId.value());
    m_ui->version->setCurrentIndex(instance->version == 2 ? 1 : 0);
    m_ui->unicast->setChecked(instance->unicast);
    m_ui->nopreempt->setChecked(instance->nopreempt);
    const auto &secrets = draft().secrets();
    const auto secret = secrets.find(instance->passwordFile);
    m_ui->password->setText(secret == secrets.end() ? QString() : QString::fromStdString(secret->second));
    m_ui->password->setEnabled(instance->version == 2);
    m_showing = false;
    refresh();
}

std::vector<config::VirtualAddress> NetworkPage::addresses() const
{
    const config::Instance *instance = current();
    std::vector<config::VirtualAddress> found;
    for (const QString &word : wordsOf(m_ui->vips->text())) {
        const auto network = IpNetwork::parse(word.toStdString());
        if (!network)
            continue;
        config::VirtualAddress made{*network, {}, {}};
        for (const auto &known : instance->virtualAddresses) // keeps its dev and label
            if (known.network == *network)
                made = known;
        found.push_back(std::move(made));
    }
    return found;
}

void NetworkPage::write()
{
    if (m_showing || current() == nullptr)
        return;
    const auto index = static_cast<std::size_t>(std::max(0, m_ui->instance->currentIndex()));
    draft().edit([&](config::Cluster &cluster) {
        config::Instance &instance = cluster.instances[index];
        instance.virtualAddresses = addresses();
        instance.virtualRouterId = *VirtualRouterId::of(m_ui->routerId->value());
        instance.unicast = m_ui->unicast->isChecked();
        instance.nopreempt = m_ui->nopreempt->isChecked();
        instance.version = m_ui->version->currentIndex() == 1 ? 2 : 3;
        if (instance.version == 2) { // RFC 3768 5.3.7: whole seconds
            instance.advertInt = std::max<Duration>(std::chrono::seconds(1),
                                                    std::chrono::round<std::chrono::seconds>(instance.advertInt));
        } else { // RFC 9568 has no authentication
            instance.authPass = false;
            instance.password.clear();
            instance.passwordFile.clear();
        }
    });
    if (m_ui->version->currentIndex() == 1)
        writePassword();
    m_ui->password->setEnabled(m_ui->version->currentIndex() == 1);
}

void NetworkPage::writePassword()
{
    const config::Instance *instance = current();
    if (m_showing || instance == nullptr)
        return;
    const QString password = m_ui->password->text();
    const std::string file = instance->passwordFile.empty() ? passwordFileOf(*instance) : instance->passwordFile;
    const auto index = static_cast<std::size_t>(std::max(0, m_ui->instance->currentIndex()));
    draft().setSecret(file, password.toStdString());
    draft().edit([&](config::Cluster &cluster) {
        config::Instance &changed = cluster.instances[index];
        changed.authPass = !password.isEmpty();
        changed.passwordFile = password.isEmpty() ? std::string() : file;
    });
}

QStringList NetworkPage::fieldTroubles() const
{
    QStringList all;
    for (const QString &word : wordsOf(m_ui->vips->text()))
        if (!IpNetwork::parse(word.toStdString()))
            all << tr("\"%1\" is no VIP; write it as 10.77.0.100/24").arg(word);
    if (wordsOf(m_ui->vips->text()).empty())
        all << tr("Write the VIP with its prefix, such as 10.77.0.100/24");
    return all;
}

} // namespace tandem::gui
