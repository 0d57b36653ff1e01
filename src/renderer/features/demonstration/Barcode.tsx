import type { ReactElement } from 'react';
import { barcodePath } from './barcodePath.ts';

const HEIGHT_MODULES = 34;
/** Pixels of the narrowest bar: whole, so that no bar is blurred. */
const PIXELS_PER_MODULE = 2;

/** A number as an EAN-13 that a scanner reads off the screen. */
export function Barcode(props: { readonly number: string; readonly label: string }): ReactElement {
  const { number, label } = props;
  const drawing = barcodePath(number, HEIGHT_MODULES);
  if (drawing === null) {
    return <p className="soft small">{number} cannot be drawn.</p>;
  }
  const { path, widthModules } = drawing;
  return (
    <div className="barcode">
      <svg
        role="img"
        aria-label={label}
        width={widthModules * PIXELS_PER_MODULE}
        height={HEIGHT_MODULES * PIXELS_PER_MODULE}
        viewBox={`0 0 ${widthModules} ${HEIGHT_MODULES}`}
        shapeRendering="crispEdges"
      >
        <path d={path} fill="#000000" />
      </svg>
    </div>
  );
}
