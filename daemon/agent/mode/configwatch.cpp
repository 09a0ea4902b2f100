// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/configwatch.h"

#include <QPointer>
#include <array>
#include <utility>

namespace tandem::agent {

namespace {

using maxscale::ConfigDocuments;

struct Part
{
    const char *path;
    QJsonObject ConfigDocuments::*document;
};

constexpr std::array parts{
    Part{"/v1/maxscale?pretty=false", &ConfigDocuments::maxscale},
    Part{"/v1/servers?pretty=false", &ConfigDocuments::servers},
    Part{"/v1/monitors?pretty=false", &ConfigDocuments::monitors},
    Part{"/v1/services?pretty=false", &ConfigDocuments::services},
    Part{"/v1/filters?pretty=false", &ConfigDocuments::filters},
};

} // namespace

ConfigWatch::ConfigWatch(maxscale::RestClient &rest, maxscale::Credentials reader, QObject *parent, Clock clock)
    : QObject(parent), m_rest(rest), m_reader(std::move(reader)), m_clock(std::move(clock))
{
}

void ConfigWatch::note(const model::MaxScaleStatus &status)
{
    if (!status.reachable)
        return;
    const Instant now = m_clock();
    const bool restarted = status.startedAtNs && status.startedAtNs != m_startedAtNs;
    if (restarted) {
        m_startedAtNs = status.startedAtNs;
        m_stale = m_next > 0;
        set({});
    }
    if (m_next > 0 || (!restarted && m_asked && now - *m_asked < every))
        return;
    m_asked = now;
    m_documents = {};
    askNext();
}

void ConfigWatch::askNext()
{
    const Part &part = parts.at(m_next++);
    m_rest.get(QString::fromLatin1(part.path), m_reader, requestTimeout,
               [self = QPointer(this), &part](const maxscale::RestResult &result) {
                   if (!self)
                       return;
                   const bool stale = std::exchange(self->m_stale, false);
                   if (result && !stale) {
                       self->m_documents.*part.document = result->body;
                       return self->onRead();
                   }
                   self->m_next = 0; // what was read before still holds; it is asked again in a while
                   if (stale)
                       self->m_asked.reset();
               });
}

void ConfigWatch::onRead()
{
    if (m_next < parts.size())
        return askNext();
    m_next = 0;
    const auto digest = maxscale::configDigest(m_documents);
    m_documents = {};
    if (digest)
        set(*digest);
}

void ConfigWatch::set(const std::string &digest)
{
    if (std::exchange(m_digest, digest) != digest)
        emit changed();
}

} // namespace tandem::agent
