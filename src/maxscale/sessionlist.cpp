// SPDX-License-Identifier: GPL-3.0-or-later
#include "maxscale/sessionlist.h"

#include "maxscale/resource.h"

namespace tandem::maxscale {

std::string sessionsPath()
{
    return "/v1/sessions?pretty=false&fields[sessions]=user,remote,port";
}

Result<std::vector<Session>> readSessions(const QJsonObject &document)
{
    const auto resources = resourcesOf(document, "/v1/sessions");
    if (!resources)
        return Failure(resources.error());
    std::vector<Session> sessions;
    for (const Resource &resource : *resources) {
        if (sessions.size() == mostSessions)
            break;
        Session session;
        session.user = resource.attributes.value(QLatin1String("user")).toString().left(longestUser).toStdString();
        session.remote = resource.attributes.value(QLatin1String("remote")).toString().toStdString();
        const auto port = integerOf(resource.attributes.value(QLatin1String("port")));
        if (port && *port > 0 && *port <= 65535)
            session.port = static_cast<std::uint16_t>(*port);
        sessions.push_back(std::move(session));
    }
    return sessions;
}

} // namespace tandem::maxscale
