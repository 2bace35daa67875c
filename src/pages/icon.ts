/** The icon of all pages: a struck coin. Served by this server, fetched from nowhere else. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<circle cx="16" cy="16" r="15" fill="#0b5cad"/>
<circle cx="16" cy="16" r="12" fill="none" stroke="#fff" stroke-opacity=".55"/>
<path d="M9 22V10h3l4 6 4-6h3v12h-3v-7l-4 6-4-6v7z" fill="#fff"/>
</svg>
`;
